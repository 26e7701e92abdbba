import type { Account } from '../sign-in/auth.ts';
import { useOnboardingStore } from '../state/onboarding-store.ts';
import { AccountBar } from '../ui/account-bar.tsx';
import { SignedOutBar } from '../ui/signed-out-bar.tsx';
import { Stage } from '../ui/stage.tsx';
import { CodeScreen } from './code-screen.tsx';
import { PhoneScreen } from './phone-screen.tsx';

type Props = { account: Account; onSignOut: () => void };

/** From signed in to an identity on this device: the phone number, then the code. */
export const Onboarding = ({ account, onSignOut }: Props) => {
  const step = useOnboardingStore((store) => store.step);
  return (
    <Stage header={<AccountBar account={account} onSignOut={onSignOut} />}>
      <SignedOutBar />
      {step.name === 'code' ? <CodeScreen {...step} /> : <PhoneScreen />}
    </Stage>
  );
};
