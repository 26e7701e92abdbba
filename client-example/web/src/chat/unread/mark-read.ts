import type { ComponentProps } from 'react';
import type { Channel } from 'stream-chat-react';

type MarkRead = NonNullable<ComponentProps<typeof Channel>['doMarkReadRequest']>;

/** Tells Stream how far the person has read. The vendor's own call throws into the page while there is no connection; nobody waits for this one, and the next one tells as much. */
export const markRead: MarkRead = (channel, showUnread) => {
  const last_read = new Date();
  channel.markRead().then(
    (answer) =>
      answer?.event &&
      showUnread?.({
        last_read,
        last_read_message_id: answer.event.last_read_message_id,
        unread_messages: 0,
      }),
    () => undefined,
  );
};
