import { useOnboardingStore } from '../state/onboarding-store.ts';
import { Button } from '../ui/button.tsx';
import { useCountdown } from './countdown.ts';

type Props = { isWanted: boolean; isBusy: boolean; onResend: () => void };

/** Asks for one more code, not too soon after the last. */
export const ResendCode = ({ isWanted, isBusy, onResend }: Props) => {
  const wait = useCountdown(useOnboardingStore((store) => store.mayAskAt));
  const isWaiting = wait.seconds > 0;
  return (
    <div className="resend">
      <Button look={isWanted ? 'primary' : 'quiet'} disabled={isBusy || isWaiting} onClick={onResend}>
        Send a new code
      </Button>
      {isWaiting && <span className="soft">possible in {wait.text}</span>}
    </div>
  );
};
