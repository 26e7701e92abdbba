import { describe, expect, it } from '@jest/globals';
import type { MessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { useBlock } from '../../../client-example/secure-chat/src/react/use-block.ts';
import { useChannelEnding } from '../../../client-example/secure-chat/src/react/use-channel-ending.ts';
import {
  useInvitation,
  useNotAccepted,
} from '../../../client-example/secure-chat/src/react/use-invitation.ts';
import { useMembers } from '../../../client-example/secure-chat/src/react/use-members.ts';
import { usePairEnd } from '../../../client-example/secure-chat/src/react/use-pair-end.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { CID, openedChannel, provided, streamOfAlice, tell } from './shared-chat.ts';

const alice = { id: 'alice', name: 'Alice' };

/** A channel that Bob has put Alice into, and what was done about it. */
const invited = (id = 'one') => {
  const stream = streamOfAlice();
  const done: string[] = [];
  const parts = {
    accept: async () => void done.push('accept'),
    decline: async () => void done.push('decline'),
  };
  const { encrypted } = openedChannel(stream, parts);
  const channel = stream.channel('encrypted', id);
  channel.state.members = {
    bob: { user_id: 'bob', user: { id: 'bob', name: 'Bob' } },
    alice: { user: alice },
  };
  channel.state.membership = { user_id: 'alice', user: alice, invited_by: 'bob' };
  const api = { blockPeer: async (userId: string) => void done.push(`block ${userId}`) };
  const openChannel = async () => {
    done.push('open');
    return encrypted;
  };
  return { stream, channel, done, chat: { stream, openChannel, api: api as unknown as MessagingApi } };
};

describe('useInvitation', () => {
  it('says who invites, to what, and opens nothing', async () => {
    const { channel, done, chat } = invited();
    const { latest } = await renderHook(() => useInvitation(channel), provided(chat));
    expect(latest()).toMatchObject({ by: 'bob', name: 'Bob', isPair: false, people: 2 });
    expect(done).toEqual([]);
  });

  it('is null once it is accepted, on whatever device', async () => {
    const { stream, channel, chat } = invited();
    const { latest } = await renderHook(() => useInvitation(channel), provided(chat));
    await acting(() =>
      tell(stream, { type: 'member.updated', cid: channel.cid, member: { user: alice }, user: alice }),
    );
    expect(latest()).toBeNull();
  });

  it.each([
    ['accept', ['open', 'accept']],
    ['decline', ['open', 'decline']],
  ] as const)('%s', async (answer, expected) => {
    const { channel, done, chat } = invited();
    const { latest } = await renderHook(() => useInvitation(channel), provided(chat));
    await latest()?.[answer]();
    expect(done).toEqual(expected);
  });

  it('to block is to decline a group too; of a pair, the backend does that', async () => {
    const group = invited();
    const ofGroup = await renderHook(() => useInvitation(group.channel), provided(group.chat));
    await ofGroup.latest()?.block();
    const pair = invited('pair-of-the-two');
    const ofPair = await renderHook(() => useInvitation(pair.channel), provided(pair.chat));
    await ofPair.latest()?.block();
    expect([group.done, pair.done]).toEqual([['block bob', 'open', 'decline'], ['block bob']]);
  });
});

describe('who has not accepted yet', () => {
  it('is named, until they have', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream);
    const channel = encrypted.stream;
    channel.state.members.bob = { user: { id: 'bob', name: 'Bob' }, invited_by: 'alice' };
    const chat = provided({ stream });
    const names = await renderHook(() => useNotAccepted(channel), chat);
    const members = await renderHook(() => useMembers(encrypted), chat);
    const invitedNow = () => members.latest().filter(({ isInvited }) => isInvited);
    expect(names.latest()).toEqual(['Bob']);
    expect(invitedNow()).toMatchObject([{ id: 'bob' }]);
    const bob = { id: 'bob', name: 'Bob' };
    await acting(() => tell(stream, { type: 'member.updated', cid: CID, member: { user: bob }, user: bob }));
    expect([names.latest(), invitedNow()]).toEqual([[], []]);
  });
});

describe('a pair whose other side is gone', () => {
  const gone = async (users: { id: string; deleted_at?: string }[]) => {
    const stream = streamOfAlice();
    stream.queryUsers = (async () => ({ users })) as never;
    const { encrypted } = openedChannel(stream, { pairWith: () => 'bob' });
    const { latest } = await renderHook(() => usePairEnd(encrypted), provided({ stream }));
    const before = latest();
    delete encrypted.stream.state.members.bob;
    const bob = { id: 'bob' };
    await acting(() => tell(stream, { type: 'member.removed', cid: CID, member: { user: bob }, user: bob }));
    return { stream, before, latest };
  };

  it('has left', async () => {
    const { before, latest } = await gone([{ id: 'bob' }]);
    expect([before, latest()]).toEqual([null, { userId: 'bob', how: 'left' }]);
  });

  it('was erased', async () => {
    expect((await gone([])).latest()).toEqual({ userId: 'bob', how: 'erased' });
    expect((await gone([{ id: 'bob', deleted_at: '2026-01-01' }])).latest()?.how).toBe('erased');
  });

  it('was erased a moment after it left', async () => {
    const { stream, latest } = await gone([{ id: 'bob' }]);
    await acting(() => tell(stream, { type: 'user.deleted', user: { id: 'bob' } }));
    expect(latest()?.how).toBe('erased');
  });

  it('is nothing that a group has', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream, { pairWith: () => null });
    encrypted.stream.state.members = { alice: { user: alice } };
    const { latest } = await renderHook(() => usePairEnd(encrypted), provided({ stream }));
    expect(latest()).toBeNull();
  });
});

it('who blocks the other of a pair has left it', async () => {
  const stream = streamOfAlice();
  const { encrypted } = openedChannel(stream, { pairWith: () => 'bob' });
  const blocked: string[] = [];
  const api = { blockPeer: async (userId: string) => void blocked.push(userId) };
  const around = provided({ stream, api: api as unknown as MessagingApi });
  const hooks = () => [useBlock(encrypted, 'bob'), useChannelEnding(encrypted.stream)] as const;
  const { latest } = await renderHook(hooks, around);
  await latest()[0]();
  await acting(() => tell(stream, { type: 'notification.removed_from_channel', cid: CID }));
  expect([blocked, latest()[1]]).toEqual([['bob'], 'left']);
});
