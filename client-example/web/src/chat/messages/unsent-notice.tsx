import type { OutboxEntry } from '@sealed-stream/secure-chat';
import { unsentWords, useTexts } from '@sealed-stream/secure-chat/react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useConversation } from '../services/conversation-context.tsx';

/** Under an own message that waits, is kept back or has failed: why, and what can be done. Editing it is in its menu. */
export const UnsentNotice = ({ entry }: { entry: OutboxEntry }) => {
  const { outbox } = useConversation().encrypted;
  const words = unsentWords(entry, useTexts());
  const { tryAgain, messages } = useChatTexts();
  const { id, state, kind, canRetry } = entry;
  if (!words) return null;
  return (
    <div className={state === 'failed' ? 'failed-notice' : 'failed-notice unsent-notice'} role="status">
      <span>{words}</span>
      {canRetry && (
        <button type="button" className="link-button" onClick={() => outbox.retry(id)}>
          {tryAgain}
        </button>
      )}
      <button type="button" className="link-button" onClick={() => void outbox.cancel(id)}>
        {kind === 'edit' ? messages.dropChange : messages.doNotSend}
      </button>
    </div>
  );
};
