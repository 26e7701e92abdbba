import { useState } from 'react';
import type { Account } from '../sign-in/auth.ts';
import { Button } from './button.tsx';
import { Seal } from './seal.tsx';

/** Who is signed in, and the way out. */
export const AccountBar = ({ account, onSignOut }: { account: Account; onSignOut: () => void }) => {
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => {
    setLeaving(true);
    onSignOut();
  };
  return (
    <>
      <span className="brand">
        <Seal size={24} /> Sealed Stream
      </span>
      <span className="soft account-name">Signed in as {account.name}</span>
      <Button look="quiet" isBusy={isLeaving} onClick={leave}>
        Sign out
      </Button>
    </>
  );
};
