import { useState } from 'react';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { openWindow } from '../address/use-address.ts';
import { useChatServices } from '../services/chat-services.tsx';

/** Asks first: signing out takes the keys off this device. Leads on to erasing the account. */
export const SignOutPanel = ({ onClose }: { onClose: () => void }) => {
  const { onSignOut } = useChatServices();
  const [isLeaving, setLeaving] = useState(false);
  const texts = useWindowTexts().signOut;
  const leave = () => {
    setLeaving(true);
    onSignOut();
  };
  return (
    <>
      <p>{texts.what}</p>
      <p>
        <button type="button" className="link" onClick={() => openWindow('erase')}>
          {texts.erase}
        </button>
      </p>
      <div className="dialog-buttons">
        <Button look="quiet" onClick={onClose}>
          {texts.no}
        </Button>
        <Button look="danger" isBusy={isLeaving} onClick={leave}>
          {texts.yes}
        </Button>
      </div>
    </>
  );
};
