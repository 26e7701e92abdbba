import type { ThreadHeaderProps } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** Head of the replies to one message. */
export const SealedThreadHeader = ({ closeThread }: ThreadHeaderProps) => {
  const { conversation } = useChatTexts();
  return (
    <header className="thread-header">
      <h2>{conversation.thread}</h2>
      <button
        type="button"
        className="icon-button"
        aria-label={conversation.closeThread}
        onClick={closeThread}
      >
        ✕
      </button>
    </header>
  );
};
