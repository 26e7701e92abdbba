import type { ThreadHeaderProps } from 'stream-chat-react';

/** Head of the replies to one message. */
export const SealedThreadHeader = ({ closeThread }: ThreadHeaderProps) => (
  <header className="thread-header">
    <h2>Thread</h2>
    <button type="button" className="icon-button" aria-label="Close thread" onClick={closeThread}>
      ✕
    </button>
  </header>
);
