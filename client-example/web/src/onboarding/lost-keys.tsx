import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';

/** Nothing is replaced in silence: somebody whose stored identity is gone must hear it from people. */
export const LostKeys = ({ error, onOtherNumber }: { error: unknown; onOtherNumber: () => void }) => (
  <>
    <h1>Your keys cannot be found</h1>
    <ProblemNotice error={error} />
    <p className="soft">
      If you signed up with another phone number, try that one. Otherwise ask the team that runs the chat.
    </p>
    <Button onClick={onOtherNumber}>Use another number</Button>
  </>
);
