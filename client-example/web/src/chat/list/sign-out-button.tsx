import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { SignOutIcon } from '../parts/icons.tsx';
import { useChatServices } from '../services/chat-services.tsx';

/** Asks first: signing out takes the keys off this device. */
export const SignOutButton = () => {
  const { onSignOut } = useChatServices();
  const texts = useChatTexts().signOut;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={texts.button}
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
      >
        <SignOutIcon />
      </button>
      {isAsking && (
        <Dialog title={texts.title} onClose={() => setAsking(false)}>
          <p>{texts.what}</p>
          <div className="dialog-buttons">
            <Button look="quiet" onClick={() => setAsking(false)}>
              {texts.no}
            </Button>
            <Button look="danger" onClick={onSignOut}>
              {texts.yes}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
};
