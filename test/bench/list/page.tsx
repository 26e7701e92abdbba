import { createRoot } from 'react-dom/client';
import { type MessageResponse, StreamChat } from 'stream-chat';
import {
  Channel,
  Chat,
  MessageComposer,
  MessageList,
  VirtualizedMessageList,
  Window,
} from 'stream-chat-react';
import 'stream-chat-react/css/index.css';
import { longestBlock } from '../longest-block.ts';

/** `?list=plain|virtual&count=<messages loaded>`: one conversation with the vendor's list and no server behind it. */
const asked = new URLSearchParams(location.search);
const count = Number(asked.get('count'));
const isVirtual = asked.get('list') === 'virtual';

const client = new StreamChat('bench');
client.userID = 'alice';
client.user = { id: 'alice', name: 'Alice' };
client._user = client.user;
client.wsPromise = Promise.resolve() as never; // as if connected
const channel = client.channel('messaging', 'bench');
channel.initialized = true;
channel.data = { own_capabilities: ['send-message'] as never };
const authors = [{ id: 'alice' }, { id: 'bob' }];

const messageOf = (number: number, by = authors[number % 2]): MessageResponse => {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
  const text = `Message **${number}** ${'of some words '.repeat(number % 7)}`;
  return {
    id: `m${number}`,
    text,
    type: 'regular',
    user: by,
    created_at: at,
    updated_at: at,
  } as MessageResponse;
};

for (let number = 0; number < count; number++) channel.state.addMessageSorted(messageOf(number));

let last = count;
/** Somebody else's message comes. */
const receive = (): void => {
  const message = messageOf(last++, authors[1]);
  client.dispatchEvent({ type: 'message.new', cid: channel.cid, message, user: message.user as never });
};

export type ListPage = {
  receive: () => void;
  /** While so many milliseconds pass. */
  longestBlock: (ms: number) => Promise<number>;
};
const list: ListPage = {
  receive,
  longestBlock: (ms) => longestBlock(() => new Promise((resolve) => setTimeout(resolve, ms))),
};
Object.assign(window, { list });

const sendRequest = async (_: unknown, message: object) => {
  const stored = { ...messageOf(last++, authors[0]), ...message, user: authors[0], type: 'regular' };
  return { message: stored } as never;
};

createRoot(document.querySelector('#list') as Element).render(
  <Chat client={client}>
    <Channel channel={channel} doSendMessageRequest={sendRequest}>
      <Window>
        {isVirtual ? (
          <VirtualizedMessageList disableDateSeparator={false} shouldGroupByUser />
        ) : (
          <MessageList />
        )}
        <MessageComposer />
      </Window>
    </Channel>
  </Chat>,
);
