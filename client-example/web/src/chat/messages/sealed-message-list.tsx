import { useEpochChanges } from '@sealed-stream/secure-chat/react';
import { useMemo } from 'react';
import {
  defaultRenderMessages,
  MessageList,
  type MessageRenderer,
  useChannelStateContext,
} from 'stream-chat-react';
import { useConversation } from '../services/conversation-context.tsx';

type Line = { id: string; at: number; words: string };

/** The messages, and between them a line for each change of the encryption. The lines are made here: nothing of them is with Stream. */
export const SealedMessageList = () => {
  const { hasMore = false } = useChannelStateContext('SealedMessageList');
  const { changes } = useEpochChanges(useConversation().encrypted);
  const lines = changes.map(({ id, at, words }): Line => ({ id, at: Date.parse(at), words }));
  const asText = JSON.stringify(lines); // names may change; the list of messages is drawn anew only when the words do
  const renderMessages = useMemo(() => withLines(JSON.parse(asText), hasMore), [asText, hasMore]);
  return <MessageList renderMessages={renderMessages} />;
};

/** Puts each line before the first message that is later. Those older than all loaded messages wait until the older ones are loaded. */
const withLines =
  (lines: readonly Line[], hasOlder: boolean): MessageRenderer =>
  (options) => {
    const drawn = defaultRenderMessages(options);
    const times = options.messages.map((message) =>
      'created_at' in message ? Number(message.created_at) : null,
    );
    const oldest = times.find((time) => time !== null) ?? 0;
    const due = lines.filter(({ at }) => !hasOlder || at > oldest);
    const placeOf = ({ at }: Line) => {
      const place = times.findIndex((time) => time !== null && time > at);
      return place < 0 ? drawn.length : place;
    };
    return [...drawn, null].flatMap((element, place) => [
      ...due.filter((line) => placeOf(line) === place).map((line) => <EpochLine line={line} key={line.id} />),
      ...(element ? [element] : []),
    ]);
  };

const EpochLine = ({ line: { words } }: { line: Line }) => (
  <li className="str-chat__li epoch-line">
    <span role="status">{words}</span>
  </li>
);
