import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, StreamChat } from 'stream-chat';
import { eventsDuring, failure, nextEvent, openStage, type Stage, until, watched } from './stream-stage.ts';

let stage: Stage;
let ann: StreamChat;
let ben: StreamChat;
let group: Channel;
let annChannel: Channel;
let benChannel: Channel;
let rooms = 0;

beforeAll(async () => {
  stage = await openStage();
  await stage.server.upsertUsers([{ id: 'ann' }, { id: 'ben' }]);
  [ann, ben] = [await stage.connect('ann'), await stage.connect('ben')];
});
beforeEach(async () => {
  stage.service.faults.reset();
  rooms += 1;
  group = await stage.channel(`room-${rooms}`, ['ann', 'ben']);
  annChannel = await watched(ann, `room-${rooms}`);
  benChannel = await watched(ben, `room-${rooms}`);
});
afterAll(() => stage.close());

/** Fields the SDK's types leave to the integrator. */
const custom = (fields: object) => fields as Record<string, never>;
const texts = (channel: Channel) => channel.state.messages.map(({ text }) => text);

describe('sending', () => {
  it('reaches every watcher, the sender included, and counts as unread for the others', async () => {
    const heard = [nextEvent(annChannel, 'message.new'), nextEvent(benChannel, 'message.new')];
    const { message } = await annChannel.sendMessage({ text: 'hello', ...custom({ colour: 'red' }) });
    expect(message).toMatchObject({
      text: 'hello',
      type: 'regular',
      colour: 'red',
      user: { id: 'ann' },
      html: '',
    });
    const [mine, theirs] = await Promise.all(heard);
    expect(mine?.message?.id).toBe(message.id);
    expect(theirs).toMatchObject({ unread_count: 1, total_unread_count: 1, unread_channels: 1 });
    expect([annChannel.countUnread(), benChannel.countUnread()]).toEqual([0, 1]);
    await benChannel.markRead();
  });

  it('notifies members who do not watch', async () => {
    const cas = await stage.connect('cas');
    await group.addMembers(['cas']);
    const notice = nextEvent(cas, 'notification.message_new');
    await annChannel.sendMessage({ text: 'psst' });
    expect(await notice).toMatchObject({
      message: { text: 'psst' },
      channel: { id: annChannel.id },
      unread_channels: 1,
    });
  });

  it('refuses a known id with 400/4 "already exists", also when two race', async () => {
    const id = `twice-${rooms}`;
    const outcomes = await Promise.allSettled([
      annChannel.sendMessage({ id, text: 'a' }),
      annChannel.sendMessage({ id, text: 'b' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = await failure(annChannel.sendMessage({ id, text: 'c' }));
    expect(refused).toMatchObject({
      code: 4,
      status: 400,
      message: expect.stringContaining('already exists'),
    });
    for (const bad of ['a,b', 'a%b', 'x'.repeat(256)])
      expect(await failure(annChannel.sendMessage({ id: bad, text: 'd' }))).toMatchObject({ code: 4 });
  });

  it('refuses too long a text with 20, or as a message of type error, by switch; an edit always with 20', async () => {
    const text = 'x'.repeat(5001);
    expect(await failure(annChannel.sendMessage({ text }))).toMatchObject({ code: 20, status: 400 });
    stage.service.faults.set({ tooLong: 'error-message' });
    expect((await annChannel.sendMessage({ text })).message.type).toBe('error');
    const { message } = await annChannel.sendMessage({ text: 'short' });
    expect(await failure(ann.updateMessage({ ...message, text }))).toMatchObject({ code: 20 });
    expect(stage.service.listMessages(annChannel.cid).map((stored) => stored.text)).toEqual(['short']);
  });

  it.each([
    ['custom fields over 5 KB', { note: 'x'.repeat(6000) }, 22],
    ['attachments over 5 KB', { attachments: [{ title: 'x'.repeat(6000) }] }, 22],
    ['31 attachments', { attachments: Array.from({ length: 31 }, () => ({ type: 'file' })) }, 4],
    ['26 mentions', { mentioned_users: Array.from({ length: 26 }, (_, index) => `u${index}`) }, 4],
    ['a quote of nothing', { quoted_message_id: 'nowhere' }, 4],
    ['a reply to nothing', { parent_id: 'nowhere' }, 4],
  ])('refuses %s', async (_name, fields, code) => {
    expect(await failure(annChannel.sendMessage(custom({ text: 'x', ...fields })))).toMatchObject({ code });
  });

  it('stores nothing in a frozen channel and says so in a message of type error', async () => {
    await group.updatePartial({ set: { frozen: true } });
    expect((await annChannel.sendMessage({ text: 'x' })).message.type).toBe('error');
    expect(stage.service.listMessages(annChannel.cid)).toEqual([]);
  });
});

describe('quotes, threads and mentions', () => {
  it('carries the quoted message along, without its own quote', async () => {
    const first = (await annChannel.sendMessage({ text: 'one' })).message;
    const second = (await benChannel.sendMessage({ text: 'two', quoted_message_id: first.id })).message;
    const { message } = await annChannel.sendMessage({ text: 'three', quoted_message_id: second.id });
    expect(message.quoted_message).toMatchObject({ id: second.id, text: 'two' });
    expect(message.quoted_message).not.toHaveProperty('quoted_message');
  });

  it('keeps replies out of the main list, counts them on the head, and refuses replies to replies', async () => {
    const head = (await annChannel.sendMessage({ text: 'head' })).message;
    const updated = nextEvent(annChannel, 'message.updated');
    const reply = (await benChannel.sendMessage({ text: 'reply', parent_id: head.id })).message;
    expect(reply.type).toBe('reply');
    expect((await updated).message).toMatchObject({
      id: head.id,
      reply_count: 1,
      thread_participants: [{ id: 'ben' }],
    });
    await benChannel.sendMessage({ text: 'both', parent_id: head.id, show_in_channel: true });
    expect(await failure(annChannel.sendMessage({ text: 'no', parent_id: reply.id }))).toMatchObject({
      code: 21,
    });
    const { messages } = await annChannel.query({ messages: { limit: 10 } });
    expect(messages.map(({ text }) => text)).toEqual(['head', 'both']);
    const replies = await annChannel.getReplies(head.id, { limit: 1 });
    expect(replies.messages.map(({ text }) => text)).toEqual(['both']);
    const older = await annChannel.getReplies(head.id, { limit: 5, id_lt: replies.messages[0]?.id ?? '' });
    expect(older.messages.map(({ text }) => text)).toEqual(['reply']);
    expect(benChannel.countUnread()).toBe(1);
  });

  it('answers mentions as users', async () => {
    const { message } = await annChannel.sendMessage({ text: '@ben', mentioned_users: ['ben'] });
    expect(message.mentioned_users).toMatchObject([{ id: 'ben', online: true }]);
  });
});

describe('paging', () => {
  it('pages before, after and around a message', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1)
      ids.push((await group.sendMessage({ text: `m${index}`, user_id: 'ann' })).message.id);
    const page = async (messages: object) =>
      (await benChannel.query({ messages: messages as never })).messages.map(({ text }) => text);
    expect(await page({ limit: 2 })).toEqual(['m5', 'm6']);
    expect(await page({ limit: 2, id_lt: ids[5] })).toEqual(['m3', 'm4']);
    expect(await page({ limit: 2, id_lte: ids[5] })).toEqual(['m4', 'm5']);
    expect(await page({ limit: 2, id_gt: ids[1] })).toEqual(['m2', 'm3']);
    expect(await page({ limit: 2, id_gte: ids[1] })).toEqual(['m1', 'm2']);
    expect(await page({ limit: 3, id_around: ids[3] })).toEqual(['m2', 'm3', 'm4']);
    const { messages } = await benChannel.getMessagesById([ids[0] ?? '', ids[6] ?? '']);
    expect(messages.map(({ text }) => text)).toEqual(['m0', 'm6']);
  });
});

describe('editing', () => {
  it('replaces everything on a full update, ignores server-owned fields, and marks a changed text', async () => {
    const sent = (await annChannel.sendMessage({ text: 'v1', ...custom({ colour: 'red' }) })).message;
    const heard = nextEvent(benChannel, 'message.updated');
    const { message } = await ann.updateMessage({ id: sent.id, text: 'v2', ...custom({ reply_count: 99 }) });
    expect(message).toMatchObject({
      text: 'v2',
      reply_count: 0,
      message_text_updated_at: expect.any(String),
    });
    expect(message).not.toHaveProperty('colour');
    expect((await heard).message?.text).toBe('v2');
    await until(() => texts(benChannel).includes('v2'));
  });

  it('changes only what a partial update names', async () => {
    const sent = (await annChannel.sendMessage({ text: 'v1', ...custom({ colour: 'red', size: 2 }) }))
      .message;
    const { message } = await ann.partialUpdateMessage(sent.id, {
      set: custom({ size: 3 }),
      unset: ['colour'] as never,
    });
    expect(message).toMatchObject({ text: 'v1', size: 3 });
    expect(message).not.toHaveProperty('colour');
    expect(message.message_text_updated_at).toBeUndefined();
  });

  it('pins and unpins, also by another member', async () => {
    const sent = (await annChannel.sendMessage({ text: 'pin me' })).message;
    await ben.pinMessage(sent.id);
    const state = await annChannel.query({ state: true });
    expect(state.pinned_messages).toMatchObject([{ id: sent.id, pinned: true, pinned_by: { id: 'ben' } }]);
    await ben.unpinMessage(sent.id);
    expect((await annChannel.query({ state: true })).pinned_messages).toEqual([]);
  });

  it("refuses to edit or delete another's message (403/17)", async () => {
    const sent = (await annChannel.sendMessage({ text: 'mine' })).message;
    const attempts = [
      ben.updateMessage({ id: sent.id, text: 'yours' }),
      ben.partialUpdateMessage(sent.id, { set: { text: 'yours' } }),
      ben.deleteMessage(sent.id),
    ];
    for (const error of await Promise.all(attempts.map(failure)))
      expect(error).toMatchObject({ code: 17, status: 403 });
  });
});

describe('deleting', () => {
  it('blanks a soft-deleted message for all but the server, which still has its text', async () => {
    const sent = (await annChannel.sendMessage({ text: 'regret' })).message;
    const heard = nextEvent(benChannel, 'message.deleted');
    const { message } = await ann.deleteMessage(sent.id);
    expect(message).toMatchObject({ type: 'deleted', text: '', deleted_at: expect.any(String) });
    expect(await heard).toMatchObject({ hard_delete: false, message: { id: sent.id } });
    expect(benChannel.state.messages.find(({ id }) => id === sent.id)?.type).toBe('deleted');
    const shown = await stage.server.getMessage(sent.id, { show_deleted_message: true });
    expect(shown.message.text).toBe('regret');
    expect(stage.service.listMessages(annChannel.cid)[0]?.text).toBe('regret');
  });

  it('removes a hard-deleted message everywhere, from the server only', async () => {
    const sent = (await annChannel.sendMessage({ text: 'gone' })).message;
    expect(await failure(ann.deleteMessage(sent.id, true))).toMatchObject({ code: 17 });
    const heard = nextEvent(benChannel, 'message.deleted');
    await stage.server.deleteMessage(sent.id, true);
    expect((await heard).hard_delete).toBe(true);
    expect(texts(benChannel)).toEqual([]);
    expect(stage.service.listMessages(annChannel.cid)).toEqual([]);
    expect(await failure(ann.getMessage(sent.id))).toMatchObject({ code: 16, status: 404 });
  });
});

describe('reactions', () => {
  it('adds, replaces, groups and removes, showing own reactions only to their owner', async () => {
    const sent = (await annChannel.sendMessage({ text: 'react' })).message;
    const heard = nextEvent(annChannel, 'reaction.new');
    const { message, reaction } = await benChannel.sendReaction(sent.id, { type: 'love' });
    expect(reaction).toMatchObject({ type: 'love', score: 1, user_id: 'ben' });
    expect(message.own_reactions).toHaveLength(1);
    expect(message.reaction_groups?.love).toMatchObject({ count: 1, sum_scores: 1 });
    expect((await heard).message).toMatchObject({ reaction_counts: { love: 1 } });
    await annChannel.sendReaction(sent.id, { type: 'love', score: 3 });
    const mine = (await ann.getMessage(sent.id)).message;
    expect(mine.own_reactions?.map(({ user_id }) => user_id)).toEqual(['ann']);
    expect(mine.reaction_scores).toEqual({ love: 4 });
    await benChannel.sendReaction(sent.id, { type: 'wow' }, { enforce_unique: true });
    const { reactions } = await annChannel.getReactions(sent.id, { limit: 10 });
    expect(reactions.map(({ type, user_id }) => `${user_id} ${type}`)).toEqual(['ben wow', 'ann love']);
    const removed = nextEvent(annChannel, 'reaction.deleted');
    await benChannel.deleteReaction(sent.id, 'wow');
    expect((await removed).message?.reaction_groups).not.toHaveProperty('wow');
    expect(await failure(benChannel.deleteReaction(sent.id, 'wow'))).toMatchObject({ code: 16 });
  });

  it('are refused in a frozen channel', async () => {
    const sent = (await annChannel.sendMessage({ text: 'cold' })).message;
    await group.updatePartial({ set: { frozen: true } });
    expect(await failure(benChannel.sendReaction(sent.id, { type: 'love' }))).toMatchObject({ code: 17 });
  });
});

describe('search', () => {
  it('finds stored text in channels one may read', async () => {
    await annChannel.sendMessage({ text: 'needle in a haystack' });
    const stranger = await stage.connect('stranger');
    const find = async (client: StreamChat) =>
      (await client.search({ cid: annChannel.cid } as never, 'needle')).results.map(
        ({ message }) => message.text,
      );
    expect(await find(ben)).toEqual(['needle in a haystack']);
    expect(await find(stranger)).toEqual([]);
  });
});

describe('a muted server', () => {
  it('stores but says nothing while events are muted', async () => {
    stage.service.faults.set({ muteEvents: ['message.new'] });
    const events = await eventsDuring(benChannel, () => annChannel.sendMessage({ text: 'quiet' }));
    expect(events.map(({ type }) => type)).not.toContain('message.new');
    expect(stage.service.listMessages(annChannel.cid)).toHaveLength(1);
  });
});
