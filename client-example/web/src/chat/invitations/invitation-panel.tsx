import type { ShownInvitation } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { goToList } from '../address/use-address.ts';
import { BlockPerson } from '../blocks/block-person.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { SafetyNumberWindow } from '../safety-number/safety-number-window.ts';
import './invitations.css';

type Answer = 'accept' | 'decline';

/** In place of a conversation that is an invitation: who asks, what accepting means, and the answers. */
export const InvitationPanel = ({ invitation }: { invitation: ShownInvitation }) => {
  const { by, name, isPair, people } = invitation;
  const [opened, setOpened] = useState<'block' | 'safety-number' | null>(null);
  const { backToList, keys } = useChatTexts();
  const texts = useWindowTexts().invitation;
  const close = () => setOpened(null);
  const answering = useMutation({
    mutationFn: (answer: Answer) => invitation[answer](),
    onSuccess: (_, answer) => answer === 'decline' && goToList(),
  });
  const doing = answering.isPending && texts[answering.variables === 'accept' ? 'accepting' : 'declining'];
  return (
    <div className="invitation-panel">
      <h2>{isPair ? texts.pairTitle : texts.groupTitle}</h2>
      <p>
        <PersonName id={by} name={name} />
      </p>
      <p>{isPair ? texts.pairWhat : texts.groupWhat(people)}</p>
      <p>{texts.means}</p>
      <ActionStatus doing={doing} error={answering.error} nameOf={() => name} />
      <div className="invitation-answers">
        <Button disabled={answering.isPending} onClick={() => answering.mutate('accept')}>
          {texts.accept}
        </Button>
        <Button look="quiet" disabled={answering.isPending} onClick={() => answering.mutate('decline')}>
          {texts.decline}
        </Button>
        <Button look="quiet" aria-haspopup="dialog" onClick={() => setOpened('block')}>
          {texts.block}
        </Button>
      </div>
      <button type="button" className="link-button" onClick={() => setOpened('safety-number')}>
        {keys.compare}
      </button>
      <button type="button" className="link-button back-button" onClick={goToList}>
        {backToList}
      </button>
      {opened === 'block' && (
        <BlockPerson
          person={{ id: by, name }}
          block={invitation.block}
          onBlocked={goToList}
          onClose={close}
        />
      )}
      {opened === 'safety-number' && <SafetyNumberWindow userId={by} name={name} onClose={close} />}
    </div>
  );
};
