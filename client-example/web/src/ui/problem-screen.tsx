import type { Account } from '../sign-in/auth.ts';
import { useClient } from '../state/client-context.ts';
import { problemOf } from '../state/problem.ts';
import { useStartOver } from '../state/queries.ts';
import { AccountBar } from './account-bar.tsx';
import { Button } from './button.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Stage } from './stage.tsx';

type Props = {
  account: Account;
  error: unknown;
  isBusy: boolean;
  onRetry: () => void;
  onSignOut: () => void;
};

/** Shown when the way to the chat is blocked: what is wrong, and the one thing to do about it. */
export const ProblemScreen = ({ account, error, isBusy, onRetry, onSignOut }: Props) => {
  const { wayOn } = problemOf(error);
  return (
    <Stage header={<AccountBar account={account} onSignOut={onSignOut} />}>
      <h1>This did not work</h1>
      <ProblemNotice error={error} />
      {wayOn === 'sign-in' && <SignInAgain />}
      {wayOn === 'start-over' && <StartOver />}
      {wayOn !== 'sign-in' && wayOn !== 'start-over' && (
        <Button isBusy={isBusy} onClick={onRetry}>
          Try again
        </Button>
      )}
    </Stage>
  );
};

const SignInAgain = () => <Button onClick={useClient().signInAgain}>Sign in again</Button>;

const StartOver = () => {
  const startOver = useStartOver();
  return (
    <Button isBusy={startOver.isPending} onClick={() => startOver.mutate()}>
      Set up this device again
    </Button>
  );
};
