import { useProblemWords } from '@sealed-stream/secure-chat/react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** Under an own message that never came into the outbox, as when that is full: why, and the way on. The words stay where they are. */
export const FailedNotice = ({ failure, onRetry }: { failure: unknown; onRetry: () => void }) => {
  const problemWords = useProblemWords();
  const { notSent, sendAgain } = useChatTexts().messages;
  return (
    <div className="failed-notice" role="alert">
      <span>{notSent(problemWords(failure))}</span>
      <button type="button" className="link-button" onClick={onRetry}>
        {sendAgain}
      </button>
    </div>
  );
};
