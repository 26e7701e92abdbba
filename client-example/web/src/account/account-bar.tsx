import { useState } from 'react';
import type { Account } from '../auth/auth.ts';
import { useStartTexts } from '../texts/use-start-texts.ts';
import { Button } from '../ui/button.tsx';
import { Seal } from '../ui/seal.tsx';

/** Who is signed in, and the way out. */
export const AccountBar = ({ account, onSignOut }: { account: Account; onSignOut: () => void }) => {
  const [isLeaving, setLeaving] = useState(false);
  const texts = useStartTexts();
  const leave = () => {
    setLeaving(true);
    onSignOut();
  };
  return (
    <>
      <span className="brand">
        <Seal size={24} /> {texts.product}
      </span>
      <span className="soft account-name">{texts.signedInAs(account.name)}</span>
      <Button look="quiet" isBusy={isLeaving} onClick={leave}>
        {texts.signOut}
      </Button>
    </>
  );
};
