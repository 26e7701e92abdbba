import { DownloadData } from '../../account/download-data.tsx';
import { ProblemNotice } from '../../account/problem-notice.tsx';
import { useMe } from '../../state/queries.ts';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { openWindow } from '../address/use-address.ts';
import { useChatServices } from '../services/chat-services.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { NotificationSetting } from './notification-setting.tsx';
import '../panels.css';

/** What belongs to the person and to this device: name and number, language, notifications, blocked people, the data, the ways out. */
export const AccountPanel = (_: { onClose: () => void }) => {
  const { chat, self } = useChatServices();
  const { data: me, error } = useMe(true);
  const texts = useWindowTexts().account;
  return (
    <div className="account-panel">
      <dl>
        <dt>{texts.name}</dt>
        <dd>
          <bdi>{self.name}</bdi> <span className="small-print">{texts.nameIs}</span>
        </dd>
        {me?.authFactorHint && (
          <>
            <dt>{texts.number}</dt>
            <dd>{me.authFactorHint}</dd>
          </>
        )}
      </dl>
      <ProblemNotice error={error} />
      <LanguageChoice />
      <NotificationSetting />
      <p>
        <button type="button" className="link" aria-haspopup="dialog" onClick={() => openWindow('blocked')}>
          {texts.blocked}
        </button>
      </p>
      <p>
        <DownloadData api={chat.api} />
      </p>
      <p>
        <button type="button" className="link" aria-haspopup="dialog" onClick={() => openWindow('erase')}>
          {texts.erase}
        </button>
      </p>
      <div className="dialog-buttons">
        <Button look="quiet" aria-haspopup="dialog" onClick={() => openWindow('sign-out')}>
          {texts.signOut}
        </Button>
      </div>
    </div>
  );
};
