import { expect, it } from '@jest/globals';
import { type ChannelAPIResponse, type MessageResponse, StreamChat } from 'stream-chat';
import { installMessageLists } from '../../../client-example/secure-chat/src/stream/message-lists.ts';
import { PAGE, renewList } from '../../../client-example/secure-chat/src/stream/renew-list.ts';

const minute = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 10) + minutes * 60_000).toISOString();
const stored = (id: string, minutes: number): MessageResponse =>
  ({
    id,
    cid: 'encrypted:one',
    type: 'regular',
    text: id,
    created_at: minute(minutes),
    updated_at: minute(minutes),
    user: { id: 'bob' },
  }) as MessageResponse;

/** Stream's answer, a page long: it has a message for each minute from 10 on. */
const PAGE_FROM = 10;
const page = Array.from({ length: PAGE }, (_, at) => stored(`m${PAGE_FROM + at}`, PAGE_FROM + at));

/** What the list holds after a renewal in which events told of `heard`. */
const renewedWith = async (heard: MessageResponse, isKept = true): Promise<string[]> => {
  const client = new StreamChat('key');
  client.userID = 'alice';
  client.user = { id: 'alice' };
  installMessageLists(client, () => {});
  const channel = client.channel('encrypted', 'one');
  channel.initialized = true;
  for (const message of [page[0], heard]) if (message) channel.state.addMessageSorted(message);
  const answer = { channel: channel.data, messages: page, members: [], duration: '' };
  await renewList(
    client,
    {
      ...answer,
      channel: { id: 'one', type: 'encrypted', cid: channel.cid },
    } as unknown as ChannelAPIResponse,
    {
      isKept,
      heard: { changed: new Set([heard.id]), removed: new Set() },
      isWanted: () => true,
      now: () => new Date(minute(59)),
    },
  );
  return channel.state.messages.map(({ id }) => id);
};

it('keeps what came while Stream was asked, also when Stream stored it after a younger one', async () => {
  expect(await renewedWith(stored('last', 50))).toEqual([...page.map(({ id }) => id), 'last']);
  const between = await renewedWith(stored('between', PAGE_FROM + 1.5));
  expect(between.slice(0, 4)).toEqual(['m10', 'm11', 'between', 'm12']);
});

it('puts nothing before the page, where messages between are not loaded', async () => {
  expect(await renewedWith(stored('old', 1), false)).toEqual(page.map(({ id }) => id));
});
