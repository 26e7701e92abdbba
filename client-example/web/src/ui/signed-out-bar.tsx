import { useClient } from '../state/client-context.ts';
import { useSignInWatch } from '../state/sign-in-watch.ts';
import { Button } from './button.tsx';

/** Stands above everything while the sign-in has ended; what is on the screen stays there. */
export const SignedOutBar = () => {
  const { signInAgain } = useClient();
  const hasEnded = useSignInWatch((watch) => watch.hasEnded);
  if (!hasEnded) return null;
  return (
    <div className="signed-out-bar" role="alert">
      <span>Your sign-in has ended. Messages wait until you sign in again.</span>
      <Button look="quiet" onClick={signInAgain}>
        Sign in again
      </Button>
    </div>
  );
};
