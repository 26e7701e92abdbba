import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Channel } from 'stream-chat';
import { eventsDuring, failure, nextEvent, openStage, type Stage, watched } from './stream-stage.ts';

/** What the vendor's own suites expect of the real API, as facts: `local/stream/README.md` says which suite. */
let stage: Stage;
let room: Channel;
let rooms = 0;

beforeAll(async () => {
  stage = await openStage();
  room = await newRoom();
});
afterAll(() => stage.close());

const newRoom = (members = ['ann', 'ben']): Promise<Channel> => {
  rooms += 1;
  return stage.channel(`suite-${rooms}`, members);
};
const { baseURL } = { baseURL: () => stage.service.url };
const path = (channel: Channel) => `${baseURL()}/channels/messaging/${channel.id}`;

describe('what Go SDKs send for what they do not mean', () => {
  it('null for a list or a time counts as not sent', async () => {
    await stage.server.upsertUser({ id: 'cas' });
    const nothing = { assign_roles: null, add_moderators: null, hide_history_before: null, cooldown: null };
    const { members } = await stage.server.post<{ members: object[] }>(path(room), {
      add_members: ['cas'],
      ...nothing,
    });
    expect(members).toHaveLength(3);
    expect(await stage.server.patch(path(room), { set: { colour: 'red' }, unset: null })).toMatchObject({
      channel: { colour: 'red' },
    });
    await stage.server.patch(`${baseURL()}/users`, { users: [{ id: 'cas', set: null, unset: null }] });
    expect(await room.queryMembers({}, [], {})).toMatchObject({ members: { length: 3 } });
    const payload = JSON.stringify({
      filter_conditions: { type: 'messaging' },
      message_filter_conditions: null,
      query: 'x',
      sort: null,
      limit: null,
    });
    await stage.server.get(`${baseURL()}/search`, { payload });
  });

  it('an empty string for an id is no id', async () => {
    const message = { id: '', text: 'x', user: { id: 'ann' }, user_id: '', parent_id: '' };
    const sent = await stage.server.post<{ message: { id: string; type: string } }>(`${path(room)}/message`, {
      message,
    });
    expect(sent.message).toMatchObject({ id: expect.stringMatching(/.{10}/), type: 'regular' });
    const system = { text: 'x', user: { id: 'ann' }, user_id: '' };
    expect(await stage.server.post(path(room), { data: {}, message: system })).toMatchObject({
      message: { type: 'system' },
    });
    await stage.server.post(`${path(room)}/read`, { user_id: 'ann', message_id: '' });
  });
});

describe('members', () => {
  it('who are made moderators without being there come in, and say that they are', async () => {
    const channel = await newRoom();
    await stage.server.upsertUser({ id: 'dot' });
    const { members } = await channel.addModerators(['dot']);
    expect(
      members.map(({ user_id, is_moderator, channel_role }) => [user_id, is_moderator, channel_role]),
    ).toEqual([
      ['ann', false, 'channel_member'],
      ['ben', false, 'channel_member'],
      ['dot', true, 'channel_moderator'],
    ]);
  });

  it('are listed by making a channel, asked for or not', async () => {
    const channel = stage.server.channel('messaging', 'listed', {
      created_by_id: 'ann',
      members: ['ann', 'ben'],
    });
    expect((await channel.create()).members.map(({ user_id }) => user_id)).toEqual(['ann', 'ben']);
  });

  it('of a distinct channel may leave, be removed and come back, and nobody else may come', async () => {
    const ann = await stage.connect('ann');
    const channel = ann.channel('messaging', { members: ['ann', 'ben'] } as never);
    await channel.create();
    expect((await channel.removeMembers(['ann'])).members.map(({ user_id }) => user_id)).toEqual(['ben']);
    const atServer = stage.server.channel('messaging', channel.id);
    await atServer.removeMembers(['ben']);
    expect((await atServer.addMembers(['ben', 'ann'])).members).toHaveLength(2);
    await stage.server.upsertUser({ id: 'eve' });
    expect(await failure(atServer.addMembers(['eve']))).toMatchObject({ code: 17 });
  });
});

describe('events', () => {
  it('tell a tab that does not watch of a message also while another tab of the same user does', async () => {
    const channel = await newRoom();
    const [watching, other] = [await stage.connect('ben'), await stage.connect('ben')];
    await watched(watching, channel.id ?? '');
    const told = nextEvent(other, 'notification.message_new');
    const atWatching = await eventsDuring(watching, async () => {
      await channel.sendMessage({ text: 'x', user_id: 'ann' });
      await told;
    });
    expect(atWatching.map(({ type }) => type)).not.toContain('notification.message_new');
  });

  it('let a client mark as read by sending one, and say in it what it likes', async () => {
    const channel = await newRoom();
    await channel.sendMessage({ text: 'x', user_id: 'ann' });
    const ben = await stage.connect('ben');
    const atBen = await watched(ben, channel.id ?? '');
    expect(atBen.countUnread()).toBe(1);
    const heard = nextEvent(ben, 'message.read');
    const claimed = { last_read_message_id: 'none', last_read_at: '1999-01-01T00:00:00Z' };
    await atBen.sendEvent({ type: 'message.read', ...claimed } as never);
    expect(await heard).toMatchObject({ user: { id: 'ben' }, ...claimed });
    expect(
      (await stage.server.getUnreadCount('ben')).channels.map(({ channel_id }) => channel_id),
    ).not.toContain(channel.cid);
    await channel.sendEvent({ type: 'message.read', user_id: 'ben' } as never);
  });

  it('tell a watcher of its own watching', async () => {
    const channel = await newRoom();
    const ben = await stage.connect('ben');
    const heard = nextEvent(ben, 'user.watching.start', ({ cid }) => cid === channel.cid);
    await watched(ben, channel.id ?? '');
    expect(await heard).toMatchObject({ user: { id: 'ben' }, watcher_count: 1 });
  });

  it('tell of a changed user to whoever asked for their presence', async () => {
    await stage.server.upsertUser({ id: 'star' });
    const fan = await stage.connect('fan');
    await fan.queryUsers({ id: 'star' }, {}, { presence: true });
    const heard = nextEvent(fan, 'user.updated');
    await stage.server.upsertUser({ id: 'star', name: 'New' });
    expect(await heard).toMatchObject({ user: { id: 'star', name: 'New' } });
  });
});

describe('users', () => {
  it('may send themselves back whole, with role and teams as they are', async () => {
    const gus = await stage.connect('gus');
    const own = { ...gus.user, id: 'gus', name: 'New' } as never;
    expect((await gus.upsertUser(own)).users.gus).toMatchObject({ name: 'New', role: 'user' });
    expect(await failure(gus.upsertUser({ id: 'gus', role: 'admin' }))).toMatchObject({ code: 17 });
  });

  it.each(['a..b', 'a b', '.a'])('have no custom field named "%s"', async (name) => {
    const patch = { id: 'ann', set: { [name]: 1 } } as never;
    expect(await failure(stage.server.partialUpdateUser(patch))).toMatchObject({ code: 4 });
  });
});

describe('messages', () => {
  it('are pinned until the time that was said, the newest pin first', async () => {
    const channel = await newRoom();
    for (const text of ['1', '2', '3']) await channel.sendMessage({ text, pinned: true, user_id: 'ann' });
    const texts = (messages: { text?: string }[]) => messages.map(({ text }) => text);
    expect(texts((await channel.query({})).pinned_messages)).toEqual(['3', '2', '1']);
    expect(texts((await channel.getPinnedMessages({})).messages)).toEqual(['3', '2', '1']);
    const { message } = await channel.sendMessage({ text: 'soon over', user_id: 'ann' });
    await stage.server.pinMessage(message, 60, 'ann');
    expect((await stage.server.getMessage(message.id)).message.pinned).toBe(true);
    stage.service.faults.set({ advanceMs: 61_000 });
    expect((await stage.server.getMessage(message.id)).message.pinned).toBe(false);
  });

  it('stay silent or not as they were sent', async () => {
    const { message } = await room.sendMessage({ text: 's', silent: true, user_id: 'ann' });
    const change = { id: message.id, text: 's', silent: false };
    expect(await failure(stage.server.updateMessage(change, 'ann'))).toMatchObject({ code: 4 });
    await stage.server.updateMessage({ ...change, silent: true }, 'ann');
  });

  it('say what their author is in the channel', async () => {
    const { message } = await room.sendMessage({ text: 'x', user_id: 'ann' });
    expect(message).toMatchObject({ member: { channel_role: 'channel_member' } });
  });

  it('are not searched for where search is off', async () => {
    await stage.server.updateChannelType('commerce', { search: false });
    const channel = stage.server.channel('commerce', 'shop', { created_by_id: 'ann' });
    await channel.create();
    expect(await failure(channel.search('x'))).toMatchObject({ status: 400 });
  });
});

describe('what is asked in passing', () => {
  it('hides a new channel from who makes it, and marks as unread from a time on', async () => {
    const channel = stage.server.channel('messaging', 'hidden-one', {
      created_by_id: 'ann',
      members: ['ann', 'ben'],
    });
    await channel.query({ hide_for_creator: true } as never);
    const listed = (user_id: string) =>
      stage.server.queryChannels({ cid: channel.cid }, [], { user_id } as never).then(({ length }) => length);
    expect([await listed('ann'), await listed('ben')]).toEqual([0, 1]);
    const { message } = await channel.sendMessage({ text: 'x', user_id: 'ann' });
    await stage.server.post(`${path(channel)}/read`, { user_id: 'ben' });
    await stage.server.post(`${path(channel)}/unread`, {
      user_id: 'ben',
      message_timestamp: message.created_at,
    });
    expect(
      (await stage.server.getUnreadCount('ben')).channels.find(
        ({ channel_id }) => channel_id === channel.cid,
      ),
    ).toMatchObject({ unread_count: 1 });
  });

  it('is refused where it is not done, or makes no sense', async () => {
    const left = { code: 19, message: expect.stringContaining('left out') };
    expect(await failure(stage.server.post(path(room), { add_filter_tags: ['x'] }))).toMatchObject(left);
    const pending = { message: { text: 'x', user_id: 'ann' }, pending: true };
    expect(await failure(stage.server.post(`${path(room)}/message`, pending))).toMatchObject(left);
    const search = { filter_conditions: { cid: room.cid }, query: 'x' };
    for (const more of [{ message_filter_conditions: { text: { $q: 'x' } } }, { offset: 1, next: 'x' }])
      expect(
        await failure(
          stage.server.get(`${baseURL()}/search`, { payload: JSON.stringify({ ...search, ...more }) }),
        ),
      ).toMatchObject({ code: 4 });
  });
});

describe('filters', () => {
  it('that name what members do not have, or compare what has no order, are refused', async () => {
    expect(await failure(room.queryMembers({ nonsense: 1 } as never))).toMatchObject({ code: 4 });
    expect(await failure(stage.server.queryChannels({ frozen: { $gt: 'x' } } as never))).toMatchObject({
      code: 4,
    });
    await room.queryMembers({ cid: room.cid, 'user.email': 'x', is_moderator: false } as never);
  });
});
