import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useChatServices } from '../chat-services.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { SignOutIcon } from '../parts/icons.tsx';

/** Asks first: signing out takes the keys off this device. */
export const SignOutButton = () => {
  const { onSignOut } = useChatServices();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label="Sign out"
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
      >
        <SignOutIcon />
      </button>
      {isAsking && (
        <Dialog title="Sign out of this device?" onClose={() => setAsking(false)}>
          <p>
            Your keys and what was decrypted here are wiped from this device. To come back you sign in and
            enter a new code. Your messages stay.
          </p>
          <div className="dialog-buttons">
            <Button look="quiet" onClick={() => setAsking(false)}>
              Stay
            </Button>
            <Button look="danger" onClick={onSignOut}>
              Sign out and wipe
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
};
