import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import { failure, nextEvent, openStage, type Stage, watched } from './stream-stage.ts';

let stage: Stage;
let ann: StreamChat;
let ben: StreamChat;

beforeAll(async () => {
  stage = await openStage();
  await stage.channel('room', ['ann', 'ben']);
  [ann, ben] = [await stage.connect('ann'), await stage.connect('ben')];
});
afterAll(() => stage.close());

describe('a muted user', () => {
  it('is known to be muted, on every connection and after a new one, until unmuted', async () => {
    const told = nextEvent(ann, 'notification.mutes_updated');
    const { mute, own_user } = await ann.muteUser('ben');
    expect(mute).toMatchObject({ user: { id: 'ann' }, target: { id: 'ben' } });
    expect(own_user?.mutes).toHaveLength(1);
    await told;
    expect(ann.mutedUsers).toMatchObject([{ target: { id: 'ben' } }]);
    const again = await stage.connect('ann');
    expect(again.mutedUsers).toMatchObject([{ target: { id: 'ben' } }]);
    const undone = nextEvent(again, 'notification.mutes_updated');
    await ann.unmuteUser('ben');
    await undone;
    expect(again.mutedUsers).toEqual([]);
  });

  it('is somebody, and not oneself', async () => {
    for (const id of ['nobody', 'ann']) expect(await failure(ann.muteUser(id))).toMatchObject({ code: 4 });
  });

  it('is heard again when the time is over', async () => {
    await ann.muteUser('ben', undefined, { timeout: 1 });
    stage.service.faults.set({ advanceMs: 61_000 });
    expect((await stage.connect('ann')).mutedUsers).toEqual([]);
  });
});

describe('a muted channel', () => {
  it('does not count as unread, stays hidden, and can be asked for', async () => {
    const [atAnn, atBen] = [await watched(ann, 'room'), await watched(ben, 'room')];
    const told = nextEvent(ann, 'notification.channel_mutes_updated');
    expect(await atAnn.mute()).toMatchObject({ channel_mute: { channel: { cid: atAnn.cid } } });
    await told;
    expect(atAnn.muteStatus()).toMatchObject({ muted: true });
    await atAnn.hide();
    await atBen.sendMessage({ text: 'psst' });
    expect(await ann.queryChannels({ muted: true, hidden: true } as never)).toHaveLength(1);
    expect(await ann.queryChannels({ members: { $in: ['ann'] } })).toEqual([]);
    expect(await ann.getUnreadCount()).toMatchObject({ total_unread_count: 0 });
    await atAnn.unmute();
    await atBen.sendMessage({ text: 'hello' });
    expect(await ann.queryChannels({ members: { $in: ['ann'] } })).toHaveLength(1);
    expect(await ann.getUnreadCount()).toMatchObject({ total_unread_count: 2 });
  });
});
