import type { Account } from '../auth/auth.ts';
import { useClient } from '../state/client-context.ts';
import { useProblemOf } from '../state/problem.ts';
import { useStartOver } from '../state/queries.ts';
import { useStartTexts } from '../texts/use-start-texts.ts';
import { Button } from '../ui/button.tsx';
import { Stage } from '../ui/stage.tsx';
import { AccountBar } from './account-bar.tsx';
import { ProblemNotice } from './problem-notice.tsx';

type Props = {
  account: Account;
  error: unknown;
  isBusy: boolean;
  onRetry: () => void;
  onSignOut: () => void;
};

/** Shown when the way to the chat is blocked: what is wrong, and the one thing to do about it. */
export const ProblemScreen = ({ account, error, isBusy, onRetry, onSignOut }: Props) => {
  const { wayOn } = useProblemOf()(error);
  const texts = useStartTexts();
  return (
    <Stage header={<AccountBar account={account} onSignOut={onSignOut} />}>
      <h1>{texts.problem.title}</h1>
      <ProblemNotice error={error} />
      {wayOn === 'sign-in' && <SignInAgain />}
      {wayOn === 'start-over' && <StartOver />}
      {wayOn !== 'sign-in' && wayOn !== 'start-over' && (
        <Button isBusy={isBusy} onClick={onRetry}>
          {texts.tryAgain}
        </Button>
      )}
    </Stage>
  );
};

const SignInAgain = () => <Button onClick={useClient().signInAgain}>{useStartTexts().signInAgain}</Button>;

const StartOver = () => {
  const startOver = useStartOver();
  const { problem } = useStartTexts();
  return (
    <Button isBusy={startOver.isPending} onClick={() => startOver.mutate()}>
      {problem.startOver}
    </Button>
  );
};
