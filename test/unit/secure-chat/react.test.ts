import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageResponse } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { REACTION_ALIAS } from '../../../shared/contract/reaction.ts';
import { until } from '../../conformance/stream-stage.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
let atAnn: EncryptedChannel;
let atBen: EncryptedChannel;

beforeAll(async () => {
  ends = await openTwoEnds();
  [atAnn, atBen] = await ends.openPair();
});
afterAll(() => ends.close());

/** As this user is told of it. */
const storedFor = async (who: 'ann' | 'ben', id: string): Promise<MessageResponse> =>
  (await ends[who].stream.getMessage(id)).message;
const typesOf = (message: MessageResponse) => Object.keys(message.reaction_groups ?? {});

describe('reacting to a message', () => {
  it('tells Stream an alias, a session and a signature, and the others the emoji', async () => {
    const id = await atAnn.send('shall we?');
    await atBen.react(id, '👍');
    const message = await storedFor('ann', id);
    const [reaction] = message.latest_reactions ?? [];
    expect(reaction).toEqual({
      type: expect.stringMatching(REACTION_ALIAS),
      sealed_session: atBen.epoch()?.encryptionSessionId,
      signature: expect.any(String),
      score: 1,
      message_id: id,
      user_id: 'ben',
      user: expect.objectContaining({ id: 'ben' }),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const found = [{ emoji: '👍', userIds: ['ben'], isOwn: false, hasMore: false }];
    expect(await atAnn.reactionsOf(message)).toEqual(found);
    expect(atAnn.peekReactions(message)).toEqual(found);
    expect(await atBen.reactionsOf(await storedFor('ben', id))).toMatchObject([{ isOwn: true }]);
  });

  it('again changes nothing, and taken back it is gone, once and twice', async () => {
    const id = await atAnn.send('again?');
    await atBen.react(id, '🎉');
    const before = await storedFor('ben', id);
    await atBen.react(id, '🎉');
    expect(await storedFor('ben', id)).toEqual(before);
    await atAnn.react(id, '🎉');
    await atBen.react(id, '👍');
    await atBen.unreact(id, '🎉');
    await atBen.unreact(id, '🎉');
    expect(await atAnn.reactionsOf(await storedFor('ann', id))).toMatchObject([
      { emoji: '👍', userIds: ['ben'] },
      { emoji: '🎉', userIds: ['ann'] },
    ]);
  });

  it('is taken back though this device was not told that it was made, or is gone', async () => {
    const id = await atAnn.send('not told');
    await until(() => atBen.stream.state.findMessage(id) !== undefined);
    ends.stage.service.faults.set({ muteEvents: true });
    await atBen.react(id, '🙏');
    expect(atBen.stream.state.findMessage(id)?.own_reactions).toEqual([]);
    await atBen.unreact(id, '🙏');
    expect(typesOf(await storedFor('ben', id))).toEqual([]);
    ends.stage.service.faults.set({ muteEvents: false });
    await atBen.react(id, '👀');
    await until(() => atBen.stream.state.findMessage(id)?.own_reactions?.length === 1);
    const [type = ''] = typesOf(await storedFor('ben', id));
    ends.stage.service.faults.set({ muteEvents: true });
    await ends.stage.server.channel('messaging', atAnn.stream.id ?? '').deleteReaction(id, type, 'ben');
    await atBen.unreact(id, '👀');
    ends.stage.service.faults.set({ muteEvents: false });
    expect(typesOf(await storedFor('ben', id))).toEqual([]);
  });

  it('works in a thread, and for a message that is not loaded', async () => {
    const reply = await atAnn.send('in the thread', { parentId: await atAnn.send('parent') });
    await atBen.react(reply, '🔥');
    expect(await atAnn.reactionsOf(await storedFor('ann', reply))).toMatchObject([{ emoji: '🔥' }]);
    await atBen.unreact(reply, '🔥');
    expect(typesOf(await storedFor('ann', reply))).toEqual([]);
  });

  it('to a message of an earlier epoch is named by that, and each epoch has its own names', async () => {
    const old = await atAnn.send('old');
    const oldSession = atAnn.epoch()?.encryptionSessionId;
    await atAnn.renewEncryption();
    const fresh = await atAnn.send('fresh');
    for (const id of [old, fresh]) await atBen.react(id, '😮');
    const [ofOld, ofFresh] = [await storedFor('ann', old), await storedFor('ann', fresh)];
    expect(ofOld.latest_reactions).toMatchObject([{ sealed_session: oldSession }]);
    expect(typesOf(ofOld)).not.toEqual(typesOf(ofFresh));
    for (const message of [ofOld, ofFresh])
      expect(await atAnn.reactionsOf(message)).toMatchObject([{ emoji: '😮', userIds: ['ben'] }]);
  });

  it('stays when the message is edited in a later epoch', async () => {
    const id = await atAnn.send('before');
    await atBen.react(id, '👏');
    await atAnn.renewEncryption();
    await atAnn.edit(id, 'after');
    expect(await atAnn.reactionsOf(await storedFor('ann', id))).toMatchObject([{ emoji: '👏' }]);
    await atBen.react(id, '👏');
    await atBen.unreact(id, '👏');
    expect(typesOf(await storedFor('ann', id))).toEqual([]);
  });

  it('is refused where the message cannot be read, and for what is no reaction', async () => {
    const { message } = await ends.stage.server
      .channel('messaging', atAnn.stream.id ?? '')
      .sendMessage({ text: 'clear', user_id: 'ben' });
    for (const change of [atAnn.react, atAnn.unreact, atAnn.whoReacted])
      await expect(change(message.id, '👍')).rejects.toMatchObject({ code: 'REACTION_UNREADABLE' });
    const id = await atAnn.send('hello');
    for (const change of [atAnn.react, atAnn.unreact])
      await expect(change(id, 'love')).rejects.toMatchObject({ code: 'REACTION_UNKNOWN' });
    expect(await atAnn.reactionsOf(message)).toEqual([]);
  });

  it('is none in an invitation, also to what was read before, and draws none', async () => {
    const [first, second] = await ends.openPair();
    const id = await first.send('hello');
    await second.react(id, '👍');
    await first.react(id, '🔥');
    const message = await storedFor('ben', id);
    expect(await second.reactionsOf(message)).toHaveLength(2);
    await ends.stage.server
      .channel('messaging', first.stream.id ?? '')
      .partialUpdateMember('ben', { set: { invited_by: 'ann' } as never });
    await until(() => second.invitation() !== null);
    expect(second.peekReactions(message)).toEqual([]);
    expect(await second.reactionsOf(message)).toEqual([]);
    await expect(second.react(id, '🎉')).rejects.toMatchObject({ code: 'REACTION_UNREADABLE' });
  });

  it('stops while a notice stands', async () => {
    const [first, second] = await ends.openPair();
    const id = await first.send('hello');
    const noticed = new Promise<void>((resolve) => {
      second.subscribe(({ type }) => type === 'security-notice' && resolve());
    });
    await first.stream.query({});
    await ends.stage.server
      .channel('messaging', first.stream.id ?? '')
      .updatePartial({ set: { session_id: randomUUID() } as never });
    await noticed;
    await expect(second.react(id, '👍')).rejects.toMatchObject({ name: 'SecurityNoticeError' });
    expect(typesOf(await storedFor('ann', id))).toEqual([]);
  });

  it('is asked for beyond what stands with the message, page by page, and only what is signed counts', async () => {
    const id = await atAnn.send('popular');
    await atBen.react(id, '✅');
    const crowd = Array.from({ length: 100 }, (_, at) => `fan-${at}`);
    await ends.stage.server.upsertUsers(crowd.map((fan) => ({ id: fan })));
    const channel = ends.stage.server.channel('messaging', atAnn.stream.id ?? '');
    const [genuine] = (await storedFor('ann', id)).latest_reactions ?? [];
    const { type, sealed_session, signature } = genuine as never as Record<string, string>;
    const copied = { type, sealed_session, signature } as never as { type: string };
    for (const user_id of crowd) await channel.sendReaction(id, { ...copied, user_id });
    const message = await storedFor('ann', id);
    expect(message.reaction_groups?.[copied.type]?.count).toBe(101);
    expect(await atAnn.reactionsOf(message)).toEqual([]);
    expect(await atAnn.whoReacted(id)).toEqual([{ userId: 'ben', emoji: '✅' }]);
    expect(await atAnn.whoReacted(id, '✅')).toHaveLength(1);
    expect(await atAnn.whoReacted(id, '🔥')).toEqual([]);
  });
});
