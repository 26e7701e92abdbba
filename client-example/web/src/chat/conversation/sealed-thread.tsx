import type { LocalMessage } from 'stream-chat';
import { Thread, useChannelStateContext } from 'stream-chat-react';
import { PlacedLinesContext, useThreadLines } from '../messages/epoch-lines.tsx';
import { safeRows } from '../messages/safe-rows.tsx';

/** As the list of the conversation, but for what only that has. */
const LIST = {
  shouldGroupByUser: true,
  stickToBottomScrollBehavior: 'auto',
  additionalVirtuosoProps: safeRows,
} as const;

/** The open thread, if there is one, with a line where an answer is missing. */
export const SealedThread = () => {
  const { thread, threadMessages = [] } = useChannelStateContext('SealedThread');
  return thread ? <ThreadOf parentId={thread.id} messages={threadMessages} /> : null;
};

const ThreadOf = ({ parentId, messages }: { parentId: string; messages: readonly LocalMessage[] }) => (
  <PlacedLinesContext value={useThreadLines(messages, parentId)}>
    <Thread virtualized additionalVirtualizedMessageListProps={LIST} />
  </PlacedLinesContext>
);
