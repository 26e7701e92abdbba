import { problemOf } from '../state/problem.ts';
import { Notice } from './notice.tsx';

/** An error in words; nothing when there is none. */
export const ProblemNotice = ({ error, more }: { error: unknown; more?: string | undefined }) => {
  if (!error) return null;
  const { words, requestId } = problemOf(error);
  return (
    <Notice kind="error">
      {words} {more}
      {requestId && <span className="request-id">Reference: {requestId}</span>}
    </Notice>
  );
};
