import { problemWords } from './problem-words.ts';
import type { NameOf } from './use-name-of.ts';

type Props = {
  /** What is being done, while it is. */
  doing: string | false;
  error: unknown;
  nameOf?: NameOf;
};

/** What an action is doing, or in words why it failed. */
export const ActionStatus = ({ doing, error, nameOf }: Props) => (
  <>
    <p className="small-print action-doing" role="status">
      {doing}
    </p>
    {!!error && !doing && (
      <p className="form-problem" role="alert">
        {problemWords(error, nameOf)}
      </p>
    )}
  </>
);
