import { useCountdown } from '@sealed-stream/secure-chat/react';
import { useSetUp } from '../state/use-set-up.ts';
import { useSetUpTexts } from '../texts/use-set-up-texts.ts';
import { Button } from '../ui/button.tsx';

type Props = { isWanted: boolean; isBusy: boolean; onResend: () => void };

/** Asks for one more code, not too soon after the last. */
export const ResendCode = ({ isWanted, isBusy, onResend }: Props) => {
  const wait = useCountdown(useSetUp().mayAskAt);
  const { sendNew, possibleIn } = useSetUpTexts().code;
  const isWaiting = wait.seconds > 0;
  return (
    <div className="resend">
      <Button look={isWanted ? 'primary' : 'quiet'} disabled={isBusy || isWaiting} onClick={onResend}>
        {sendNew}
      </Button>
      {isWaiting && <span className="soft">{possibleIn(wait.text)}</span>}
    </div>
  );
};
