import { useState } from 'react';
import { wasErasing } from '../../state/erasure.ts';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { SignOutIcon } from '../parts/icons.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { EraseAccountWindow } from './erase-account-window.ts';

/** Asks first: signing out takes the keys off this device. Leads on to erasing the account, and back to that after a fresh sign-in. */
export const SignOutButton = () => {
  const { onSignOut } = useChatServices();
  const texts = useChatTexts().signOut;
  const [isAsking, setAsking] = useState(false);
  const [isErasing, setErasing] = useState(() => wasErasing(sessionStorage));
  const eraseInstead = () => {
    setAsking(false);
    setErasing(true);
  };
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
          <p>
            <button type="button" className="link" onClick={eraseInstead}>
              {texts.erase}
            </button>
          </p>
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
      {isErasing && <EraseAccountWindow onClose={() => setErasing(false)} />}
    </>
  );
};
