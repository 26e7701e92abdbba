import { useClient } from '../state/client-context.ts';
import { useSignInWatch } from '../state/sign-in-watch.ts';
import { useStartTexts } from '../texts/use-start-texts.ts';
import { Button } from '../ui/button.tsx';

/** Stands above everything while the sign-in has ended; what is on the screen stays there. */
export const SignedOutBar = () => {
  const { signInAgain } = useClient();
  const texts = useStartTexts();
  const hasEnded = useSignInWatch((watch) => watch.hasEnded);
  if (!hasEnded) return null;
  return (
    <div className="signed-out-bar" role="alert">
      <span>{texts.signInEnded}</span>
      <Button look="quiet" onClick={signInAgain}>
        {texts.signInAgain}
      </Button>
    </div>
  );
};
