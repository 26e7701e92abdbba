import { ProblemNotice } from '../account/problem-notice.tsx';
import { useSetUpTexts } from '../texts/use-set-up-texts.ts';
import { Button } from '../ui/button.tsx';

/** Nothing is replaced in silence: somebody whose stored identity is gone must hear it from people. */
export const LostKeys = ({ error, onOtherNumber }: { error: unknown; onOtherNumber: () => void }) => {
  const { title, what, otherNumber } = useSetUpTexts().lostKeys;
  return (
    <>
      <h1>{title}</h1>
      <ProblemNotice error={error} />
      <p className="soft">{what}</p>
      <Button onClick={onOtherNumber}>{otherNumber}</Button>
    </>
  );
};
