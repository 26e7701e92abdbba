import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import {
  type ChannelSource,
  type ConversationQuery,
  nextConversations,
} from '../../../client-example/secure-chat/src/react/conversation-pages.ts';
import { isInvitation } from '../../../client-example/secure-chat/src/react/use-invitation.ts';
import { openStage, type Stage } from '../../conformance/stream-stage.ts';

const INVITATIONS = 50;
const FRIENDS = 12;
const query: ConversationQuery = {
  filters: { type: 'messaging', members: { $in: ['alice'] } },
  sort: { last_message_at: -1 },
  options: { limit: 20, state: true, watch: true },
};

let stage: Stage;
let alice: StreamChat;
let calls = 0;

/** Alice's twelve conversations, and fifty groups that Mallory has put her into since, with a message in each. */
beforeAll(async () => {
  stage = await openStage();
  alice = await stage.connect('alice');
  const make = async (id: string, from: string, mark: object) => {
    await stage.channel(id, [from, 'alice']);
    const channel = stage.server.channel('messaging', id);
    await channel.partialUpdateMember('alice', { set: mark });
    await channel.sendMessage({ text: id, user_id: from });
  };
  for (let count = 1; count <= FRIENDS; count++) await make(`friend-${count}`, 'bob', {});
  for (let count = 1; count <= INVITATIONS; count++)
    await make(`flood-${count}`, 'mallory', { invited_by: 'mallory' });
}, 30_000);
afterAll(() => stage.close());
beforeEach(() => {
  calls = 0;
});

const counting: ChannelSource = {
  queryChannels: (...asked) => {
    calls += 1;
    return alice.queryChannels(...asked);
  },
};

it('a flood of invitations leaves the list of conversations as it is', async () => {
  const first = await nextConversations(counting, query, []);
  const shown = () => first.channels.filter((channel) => !isInvitation(channel)).map(({ id }) => id);
  expect(shown()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((count) => `friend-${count}`));
  expect([calls, first.hasMore]).toEqual([3, true]);
  const { channels, hasMore } = await nextConversations(counting, query, first.channels);
  expect(channels.filter((channel) => !isInvitation(channel))).toHaveLength(FRIENDS);
  expect(channels.filter(isInvitation)).toHaveLength(INVITATIONS);
  expect([calls, hasMore]).toEqual([4, false]);
});

it('a page with enough conversations is one call, and the next goes on after it', async () => {
  const few: ConversationQuery = { ...query, options: { limit: 4 }, sort: { last_message_at: 1 } };
  const first = await nextConversations(counting, few, []);
  const second = await nextConversations(counting, few, first.channels);
  expect(calls).toBe(2);
  expect(second.channels.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `friend-${n}`));
  expect(second.hasMore).toBe(true);
});

it('no flood makes one load ask without end', async () => {
  const tiny = { ...query, options: { limit: 2 } };
  const { channels, hasMore } = await nextConversations(counting, tiny, []);
  expect([calls, channels.length, hasMore]).toEqual([10, 20, true]);
});
