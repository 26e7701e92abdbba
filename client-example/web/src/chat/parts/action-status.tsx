import { type KnownNames, useProblemWords } from '@sealed-stream/secure-chat/react';

type Props = {
  /** What is being done, while it is. */
  doing: string | false;
  error: unknown;
  nameOf?: KnownNames;
};

/** What an action is doing, or in words why it failed. */
export const ActionStatus = ({ doing, error, nameOf }: Props) => {
  const problemWords = useProblemWords();
  return (
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
};
