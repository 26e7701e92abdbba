import { useState } from 'react';
import { AccountBar } from '../account/account-bar.tsx';
import { SignedOutBar } from '../account/signed-out-bar.tsx';
import type { Account } from '../auth/auth.ts';
import { useSetUp } from '../state/use-set-up.ts';
import { Stage } from '../ui/stage.tsx';
import { CodeScreen } from './code-screen.tsx';
import { likelyCountry } from './countries.ts';
import { OtherDevice } from './other-device.tsx';
import { PhoneScreen, type TypedNumber } from './phone-screen.tsx';

type Props = { account: Account; onSignOut: () => void };

/** From signed in to an identity on this device: the phone number, then the code. */
export const Onboarding = ({ account, onSignOut }: Props) => {
  const { step } = useSetUp();
  const [typed, setTyped] = useState<TypedNumber>(() => ({
    country: likelyCountry(navigator.languages),
    number: '',
  }));
  return (
    <Stage header={<AccountBar account={account} onSignOut={onSignOut} />}>
      <SignedOutBar />
      {step.name === 'other-device' ? (
        <OtherDevice />
      ) : step.name === 'code' ? (
        <CodeScreen {...step} />
      ) : (
        <PhoneScreen typed={typed} onType={setTyped} />
      )}
    </Stage>
  );
};
