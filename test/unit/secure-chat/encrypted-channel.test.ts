import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { inEnvelope } from '../../../client-example/secure-chat/src/files/sealed-file.ts';
import { until } from '../../conformance/stream-stage.ts';
import { untilOutbox } from '../../support/until-outbox.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
let atAnn: EncryptedChannel;
let atBen: EncryptedChannel;

beforeAll(async () => {
  ends = await openTwoEnds();
  [atAnn, atBen] = await ends.openPair();
});
afterAll(() => ends.close());

/** What a chat UI has in its state before Stream has answered. */
const optimistic = (id: string, text: string, from = 'ann') =>
  ({
    id,
    text,
    type: 'regular',
    status: 'sending',
    user: { id: from },
    updated_at: new Date(),
  }) as LocalMessage;

const stored = async (id: string): Promise<MessageResponse> =>
  (await ends.stage.server.getMessage(id)).message;

describe('sending a message', () => {
  it('answers what Stream stored, and knows it without decrypting', async () => {
    const { message } = await atAnn.sendMessage({
      text: 'hello',
      parentId: (await atAnn.sendMessage({ text: 'parent' })).message.id,
      showInChannel: true,
      mentionedUserIds: ['ben'],
    });
    expect(message.text).toMatch(/^\{"sessionId"/);
    expect(message).toMatchObject({ show_in_channel: true, mentioned_users: [{ id: 'ben' }] });
    expect(message.parent_id).toBeDefined();
    expect(atAnn.peek(message)).toMatchObject({ kind: 'message', text: 'hello', from: 'ann', rev: 0 });
    expect(atBen.peek(message)).toBeUndefined();
    expect(await atBen.read(message)).toMatchObject({ text: 'hello' });
    expect(atBen.peek(message)).toMatchObject({ text: 'hello' });
  });

  it('shows a message on its way, and one that waits for the network, as what was written', async () => {
    const id = randomUUID();
    const sending = atAnn.sendMessage({ id, text: 'on its way' });
    expect(atAnn.peek(optimistic(id, 'on its way'))).toMatchObject({ kind: 'message', text: 'on its way' });
    await sending;
    const waiting = randomUUID();
    const stop = ends.ann.stream.axiosInstance.interceptors.request.use(() =>
      Promise.reject(new Error('no network')),
    );
    const later = atAnn.sendMessage({ id: waiting, text: 'waits' });
    await untilOutbox(atAnn, ([entry]) => entry?.reason === 'no-connection');
    expect(atAnn.outbox.entries()).toMatchObject([{ id: waiting, state: 'waiting', text: 'waits' }]);
    expect(await atAnn.read(optimistic(waiting, 'waits'))).toMatchObject({ text: 'waits' });
    await atAnn.outbox.edit(waiting, { text: 'waits, said otherwise' });
    expect(atAnn.peek(optimistic(waiting, 'waits'))).toMatchObject({ text: 'waits, said otherwise' });
    ends.ann.stream.axiosInstance.interceptors.request.eject(stop);
    atAnn.outbox.retry(waiting);
    expect(await atBen.read((await later).message)).toMatchObject({ text: 'waits, said otherwise' });
    expect(atAnn.outbox.entries()).toEqual([]);
  });

  it('takes nobody else’s clear text for a message on its way', async () => {
    const id = randomUUID();
    expect(await atAnn.read(optimistic(id, 'transfer 1000'))).toMatchObject({ reason: 'not-encrypted' });
    const sending = atAnn.sendMessage({ id, text: 'mine' });
    expect(await atAnn.read(optimistic(id, 'transfer 1000', 'ben'))).toMatchObject({
      reason: 'not-encrypted',
    });
    expect(await atAnn.read(optimistic(id, 'transfer 1000'))).toMatchObject({ text: 'mine' });
    await sending;
    expect(await atAnn.read(optimistic(id, 'transfer 1000'))).toMatchObject({ reason: 'not-encrypted' });
  });

  it('again under the same id answers the message stored first', async () => {
    const first = await atAnn.sendMessage({ id: randomUUID(), text: 'once' });
    const again = await atAnn.sendMessage({ id: first.message.id, text: 'once' });
    expect(again.message).toMatchObject({ id: first.message.id, text: first.message.text });
  });

  it('under the id of somebody else’s message fails, instead of taking that for its own', async () => {
    const { message } = await atBen.sendMessage({ id: randomUUID(), text: 'mine' });
    const sending = atAnn.sendMessage({ id: message.id, text: 'stolen id' });
    await expect(sending).rejects.toMatchObject({ code: 4 });
  });
});

describe('editing a message', () => {
  it('changes only what it is told, and keeps mentions and files', async () => {
    const file = await atAnn.uploadFile(new File(['x'], 'x.txt'));
    const { message } = await atAnn.sendMessage({
      text: 'frist',
      attachments: [file],
      mentionedUserIds: ['ben'],
    });
    await atAnn.editMessage({ id: message.id, text: 'first' });
    const edited = await stored(message.id);
    expect(edited).toMatchObject({ mentioned_users: [{ id: 'ben' }] });
    expect(await atBen.read(edited)).toMatchObject({
      text: 'first',
      attachments: [inEnvelope(file)],
      rev: 1,
    });
    const { message: bare } = await atAnn.editMessage({
      id: message.id,
      attachments: [],
      mentionedUserIds: [],
    });
    expect(bare.mentioned_users).toEqual([]);
    expect(await atBen.read(bare)).toMatchObject({ text: 'first', attachments: [], rev: 2 });
    expect(atAnn.peek(bare)).toMatchObject({ rev: 2 });
  });

  it('leaves an older revision unreadable on every device that saw the new one, the author’s too', async () => {
    const { message } = await atAnn.sendMessage({ text: 'pay 10' });
    const edited = (await atAnn.editMessage({ id: message.id, text: 'pay 1' })).message;
    await atBen.read(edited);
    const replayed = {
      ...edited,
      text: message.text ?? '',
      updated_at: new Date(Date.now() + 1000).toISOString(),
    };
    for (const end of [atAnn, atBen])
      expect(await end.read(replayed)).toMatchObject({ kind: 'unreadable', reason: 'older-revision' });
  });

  it('is refused for the message of somebody else', async () => {
    const { message } = await atBen.sendMessage({ text: 'mine' });
    const editing = atAnn.editMessage({ id: message.id, text: 'not mine' });
    await expect(editing).rejects.toMatchObject({ code: 'NOT_OWN_MESSAGE' });
  });
});

describe('reading', () => {
  it('never takes a changed message for one it has read', async () => {
    const { message } = await atAnn.sendMessage({ text: 'genuine' });
    expect(await atBen.read(message)).toMatchObject({ text: 'genuine' });
    const other = (await atAnn.sendMessage({ text: 'other' })).message;
    const changes: [Partial<MessageResponse>, string][] = [
      [{ text: other.text ?? '' }, 'wrong-id'],
      [{ text: 'clear' }, 'not-encrypted'],
      [{ text: flipOne(message.text ?? '') }, 'undecryptable'],
      [{ user: { id: 'ben' } }, 'wrong-author'],
      [{ parent_id: other.id }, 'wrong-thread'],
      [{ show_in_channel: true }, 'wrong-thread'],
      [{ quoted_message_id: other.id }, 'wrong-quote'],
      [{ mentioned_users: [{ id: 'ann' }] }, 'wrong-mentions'],
      [{ id: other.id }, 'wrong-id'],
    ];
    for (const [change, reason] of changes)
      expect(await atBen.read({ ...message, ...change })).toMatchObject({ kind: 'unreadable', reason });
    expect(await atBen.read(message)).toMatchObject({ text: 'genuine' });
  });

  it('keeps two channels apart, even when Stream shows one’s message in the other', async () => {
    const [elsewhere] = await ends.openPair();
    const { message } = await atAnn.sendMessage({ text: 'here' });
    expect(await elsewhere.read(message)).toMatchObject({ reason: 'other-session' });
    expect(await atAnn.read(message)).toMatchObject({ text: 'here' });
  });

  it('says of system and deleted messages what they are, without their words', async () => {
    const { message } = await atAnn.sendMessage({ text: 'soon gone' });
    expect(atBen.peek({ ...message, type: 'deleted' })).toEqual({
      kind: 'deleted',
      id: message.id,
      from: 'ann',
    });
    expect(atBen.peek({ ...message, type: 'system', text: 'hi' })).toEqual({
      kind: 'system',
      id: message.id,
    });
  });
});

describe('a listener that throws', () => {
  it('is told what comes after that', async () => {
    const [told, reported]: [string[], unknown[]] = [[], []];
    const page = globalThis as { reportError?: (error: unknown) => void };
    page.reportError = (error) => reported.push(error);
    const stop = atBen.subscribe((event) => {
      if (event.type !== 'new' || event.message.kind !== 'message') return;
      told.push(event.message.text);
      if (event.message.text === 'the first') throw new Error('of the listener');
    });
    await atAnn.send('the first');
    await atAnn.send('the second');
    await until(() => told.length >= 2);
    stop();
    expect(told).toEqual(['the first', 'the second']);
    expect(reported).toMatchObject([{ message: 'of the listener' }]);
    delete page.reportError;
  });
});

describe('a message that the hook refuses', () => {
  /** Ann in a new channel; `isRefusing` is the hook, `isAway` the backend that could say why it refuses. */
  const openRefused = async () => {
    const world = { isRefusing: true, isAway: true };
    const id = randomUUID();
    await ends.stage.channel(id, ['ann', 'ben']);
    const api = ends.backend.forUser('ann');
    const encryptionSession: typeof api.encryptionSession = async (...given) => {
      if (world.isAway) throw new MessagingApiError('NETWORK_FAILURE');
      return api.encryptionSession(...given);
    };
    world.isAway = false;
    const ann = await ends.open(ends.ann, id, { api: { ...api, encryptionSession } });
    world.isAway = true;
    const refusal = { message: { type: 'error', text: 'no' } };
    const { request } = ends.ann.stream.axiosInstance.interceptors;
    const handle = request.use((config) => {
      const isRefused = world.isRefusing && config.method === 'post' && config.url?.endsWith('/message');
      if (isRefused)
        config.adapter = async () => ({ data: refusal, status: 201, statusText: '', headers: {}, config });
      return config;
    });
    return { world, ann, stop: () => request.eject(handle) };
  };

  it('waits for as long as nobody can be asked why, and goes afterwards', async () => {
    const { world, ann, stop } = await openRefused();
    const sending = ann.send('words');
    await untilOutbox(ann, ([entry]) => entry?.state === 'waiting' && entry.reason === 'no-connection');
    for (let more = 0; more < 3; more++) {
      const tried = nextTry(ann);
      ann.outbox.retry(ann.outbox.entries()[0]?.id ?? '');
      await tried;
    }
    expect(ann.outbox.entries()).toMatchObject([{ state: 'waiting', reason: 'no-connection' }]);
    Object.assign(world, { isRefusing: false, isAway: false });
    ann.outbox.retry(ann.outbox.entries()[0]?.id ?? '');
    await expect(sending).resolves.toEqual(expect.any(String));
    stop();
  });

  it('has failed once the backend has nothing to say against it', async () => {
    const { world, ann, stop } = await openRefused();
    world.isAway = false;
    await expect(ann.send('words')).rejects.toMatchObject({ name: 'MessageRefusedError', reason: 'no' });
    stop();
  });
});

/** Resolves when what is tried now has ended one way or the other. */
const nextTry = (channel: EncryptedChannel): Promise<void> =>
  new Promise((resolve) => {
    let isTried = false;
    const stop = channel.outbox.subscribe(() => {
      const state = channel.outbox.entries()[0]?.state;
      if (state === 'sending') isTried = true;
      else if (isTried) {
        stop();
        resolve();
      }
    });
  });

/** Another character in the middle of the ciphertext. */
const flipOne = (text: string): string =>
  text.replace(/(.)(.{40})$/, (_, char, rest) => `${char === 'A' ? 'B' : 'A'}${rest}`);

describe('the room left in a message', () => {
  it.each([5000, 20_000])(
    'is exact enough at a limit of %i: what fits is sent, what does not is refused',
    async (limit) => {
      const [ann] = await ends.openPair({ config_overrides: { max_message_length: limit } });
      const room = ann.remainingBytes('');
      const fits = '\u{1F512}'.repeat(Math.floor(room / 4));
      expect(ann.remainingBytes(fits)).toBeGreaterThanOrEqual(0);
      await ann.send(fits);
      const over = `${fits}${'x'.repeat(900)}`; // the room is counted for an edit in a thread, with a quote, and for the longest id Stream takes
      expect(ann.remainingBytes(over)).toBeLessThan(0);
      await expect(ann.send(over)).rejects.toMatchObject({ name: 'MessageTooLongError' });
    },
  );

  it('counts files, not their thumbnails, and what JSON must escape', async () => {
    const file = await atAnn.uploadFile(new File(['x'], 'x.txt'));
    const room = atAnn.remainingBytes('', [file]);
    expect(room).toBeLessThan(atAnn.remainingBytes('') - 100);
    expect(atAnn.remainingBytes('', [{ ...file, thumbnail: 'data:image/png;base64,AAAA' }])).toBe(room);
    expect(atAnn.remainingBytes('"\n')).toBe(atAnn.remainingBytes('') - 4);
  });
});
