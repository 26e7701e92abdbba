import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, StreamChat } from 'stream-chat';
import { failure, nextEvent, openStage, type Stage, until, watched } from './stream-stage.ts';

let stage: Stage;
let ann: StreamChat;
let ben: StreamChat;
let annChannel: Channel;
let benChannel: Channel;
let rooms = 0;

beforeAll(async () => {
  stage = await openStage();
  await stage.server.upsertUsers([{ id: 'ann' }, { id: 'ben' }]);
  [ann, ben] = [await stage.connect('ann'), await stage.connect('ben')];
});
beforeEach(async () => {
  rooms += 1;
  await stage.channel(`room-${rooms}`, ['ann', 'ben']);
  annChannel = await watched(ann, `room-${rooms}`);
  benChannel = await watched(ben, `room-${rooms}`);
});
afterAll(() => stage.close());

describe('read state', () => {
  it('goes to zero on markRead, for the reader everywhere and visibly for the others', async () => {
    const { message } = await annChannel.sendMessage({ text: 'one' });
    await until(() => benChannel.countUnread() === 1);
    const seen = nextEvent(annChannel, 'message.read', (event) => event.user?.id === 'ben');
    const own = nextEvent(ben, 'notification.mark_read');
    await benChannel.markRead();
    expect(await seen).toMatchObject({ last_read_message_id: message.id });
    expect(await own).toMatchObject({ unread_channels: 0, unread_messages: 0 });
    expect(benChannel.countUnread()).toBe(0);
    expect(annChannel.state.read.ben).toMatchObject({ unread_messages: 0, last_read_message_id: message.id });
  });

  it('is remembered: a fresh connection sees the same counts', async () => {
    for (const text of ['one', 'two', 'three']) await annChannel.sendMessage({ text });
    const phone = await stage.connect('ben');
    expect(phone.user).toMatchObject({ total_unread_count: 3 });
    const channel = await watched(phone, annChannel.id ?? '');
    expect(channel.countUnread()).toBe(3);
    await channel.markRead();
    await until(() => benChannel.countUnread() === 0);
    expect((await stage.connect('ben')).user).toMatchObject({ total_unread_count: 0 });
  });

  it('marks unread from a message on', async () => {
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three']) ids.push((await annChannel.sendMessage({ text })).message.id);
    await benChannel.sendMessage({ text: 'my own, which never counts' });
    await benChannel.markRead();
    const marked = nextEvent(benChannel, 'notification.mark_unread');
    await benChannel.markUnread({ message_id: ids[1] ?? '' });
    expect(await marked).toMatchObject({
      unread_messages: 2,
      first_unread_message_id: ids[1],
      last_read_message_id: ids[0],
    });
    expect(benChannel.countUnread()).toBe(2);
    await ben.markChannelsRead();
    expect(
      (await benChannel.query({ state: true })).read?.find(({ user }) => user.id === 'ben'),
    ).toMatchObject({
      unread_messages: 0,
    });
  });

  it('does not count own, silent, deleted and thread messages', async () => {
    const head = (await benChannel.sendMessage({ text: 'own' })).message;
    await annChannel.sendMessage({ text: 'reply', parent_id: head.id });
    await annChannel.sendMessage({ text: 'silent', silent: true });
    const { message } = await annChannel.sendMessage({ text: 'deleted' });
    await ann.deleteMessage(message.id);
    expect(
      (await benChannel.query({ state: true })).read?.find(({ user }) => user.id === 'ben'),
    ).toMatchObject({
      unread_messages: 0,
    });
  });

  it('is off when the channel type has it off', async () => {
    await stage.server.createChannelType({ name: 'quiet', read_events: false } as never);
    await stage.server.channel('quiet', 'q', { members: ['ann'], created_by_id: 'ann' } as never).create();
    const channel = await watched(ann, 'q', 'quiet');
    expect(channel.data?.own_capabilities).not.toContain('read-events');
    expect(await channel.markRead()).toBeNull();
  });
});

describe('delivered state', () => {
  it('is reported by the SDK by itself and shown to the sender', async () => {
    const delivered = nextEvent(annChannel, 'message.delivered', undefined, 6000);
    const { message } = await annChannel.sendMessage({ text: 'tick' });
    expect(await delivered).toMatchObject({ user: { id: 'ben' }, last_delivered_message_id: message.id });
    expect(annChannel.state.read.ben).toMatchObject({ last_delivered_message_id: message.id });
  }, 10_000);

  it('never moves back, and ignores channels one is not in', async () => {
    const first = (await annChannel.sendMessage({ text: '1' })).message;
    const second = (await annChannel.sendMessage({ text: '2' })).message;
    const report = (client: StreamChat, id: string) =>
      client.markChannelsDelivered({ latest_delivered_messages: [{ cid: annChannel.cid, id }] });
    await report(ben, second.id);
    await report(ben, first.id);
    await report(await stage.connect('stranger'), second.id);
    const { read } = await annChannel.query({ state: true });
    expect(read?.find(({ user }) => user.id === 'ben')?.last_delivered_message_id).toBe(second.id);
    expect(read?.map(({ user }) => user.id).sort()).toEqual(['ann', 'ben']);
  });
});

describe('typing and custom events', () => {
  it('shows who types, and who stopped', async () => {
    const started = nextEvent(benChannel, 'typing.start');
    await annChannel.keystroke();
    expect((await started).user?.id).toBe('ann');
    expect(Object.keys(benChannel.state.typing)).toEqual(['ann']);
    const stopped = nextEvent(benChannel, 'typing.stop');
    await annChannel.stopTyping();
    await stopped;
    expect(benChannel.state.typing).toEqual({});
  });

  it('delivers a custom event with its fields to watchers', async () => {
    const heard = nextEvent(benChannel, 'rekey');
    await annChannel.sendEvent({ type: 'rekey', generation: 4 } as never);
    expect(await heard).toMatchObject({ cid: annChannel.cid, user: { id: 'ann' }, generation: 4 });
  });

  it("refuses to send Stream's own events, and any event when they are switched off", async () => {
    expect(await failure(annChannel.sendEvent({ type: 'message.new' }))).toMatchObject({ code: 17 });
    await stage.server.createChannelType({ name: 'mute', custom_events: false } as never);
    await stage.server.channel('mute', 'm', { members: ['ann'], created_by_id: 'ann' } as never).create();
    const channel = await watched(ann, 'm', 'mute');
    expect(await failure(channel.sendEvent({ type: 'rekey' } as never))).toMatchObject({ code: 18 });
  });
});
