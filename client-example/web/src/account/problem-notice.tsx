import { useProblemOf } from '../state/problem.ts';
import { useStartTexts } from '../texts/use-start-texts.ts';
import { Notice } from '../ui/notice.tsx';

/** An error in words; nothing when there is none. */
export const ProblemNotice = ({ error, more }: { error: unknown; more?: string | undefined }) => {
  const problemOf = useProblemOf();
  const { problem } = useStartTexts();
  if (!error) return null;
  const { words, requestId } = problemOf(error);
  return (
    <Notice kind="error">
      {words} {more}
      {requestId && <span className="request-id">{problem.reference(requestId)}</span>}
    </Notice>
  );
};
