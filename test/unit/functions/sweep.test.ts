import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { StreamChat } from 'stream-chat';
import { createHandler, type SweepDeps } from '../../../functions/sweep/handler.ts';
import { MAX_EVENT_BYTES, readQueuedEvent } from '../../../shared/adapters/stream-queue.ts';
import { newPlace, signedUntil } from '../../support/file-addresses.ts';
import { allowanceOf, ciphertext, createStoredChannels } from '../../support/stored-channels.ts';

const SESSION = randomUUID();
const ENDED = randomUUID();
const FILE_HOSTS = ['https://files.example.com'];
const cid = 'encrypted:c';
const channel = { cid, type: 'encrypted', session_id: SESSION };
const messageOf = (text: string, over: object = {}) => ({
  id: randomUUID(),
  cid,
  type: 'regular',
  text,
  created_at: '2026-11-22T10:00:00.000Z',
  updated_at: '2026-11-22T10:00:00.000Z',
  ...over,
});
type Message = ReturnType<typeof messageOf>;
const eventOf = (message: unknown, over: object = {}) => ({
  type: 'message.new',
  cid,
  channel_type: 'encrypted',
  message,
  ...over,
});
const encode = (event: unknown) => Buffer.from(JSON.stringify(event)).toString('base64');

const setUp = (messages: Message[], over: Partial<SweepDeps> = {}) => {
  const stored = createStoredChannels(
    [
      { cid, createdAt: '', data: channel },
      { cid: 'open:c', createdAt: '', data: { cid: 'open:c', type: 'open' } },
    ],
    messages,
  );
  const handler = createHandler({
    readEvent: readQueuedEvent,
    encryptedChannelTypes: ['encrypted'],
    fileHosts: FILE_HOSTS,
    isRegistered: async (_, session) => session === ENDED,
    messages: stored.store,
    allowance: allowanceOf(),
    ...over,
  });
  const sweep = (...bodies: string[]) =>
    handler({ Records: bodies.map((body, index) => ({ body, messageId: String(index) })) } as SQSEvent, {
      awsRequestId: 'request-1',
    });
  return { ...stored, sweep };
};

let written: string[];
const metrics = () => written.map((line) => JSON.parse(line));
beforeEach(() => {
  written = [];
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation((line) => void written.push(JSON.stringify(line)));
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    written.push(String(line));
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the sweeper', () => {
  it('deletes the bad ones of any mix, and no others', async () => {
    const kinds = {
      good: ciphertext(SESSION),
      ended: ciphertext(ENDED),
      clear: 'noon',
      foreign: ciphertext(randomUUID()),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('good', 'ended', 'clear', 'foreign'), { maxLength: 10 }),
        async (mix) => {
          const messages = mix.map((kind) => messageOf(kinds[kind as keyof typeof kinds]));
          const { sweep, calls } = setUp(messages);
          const failed = await sweep(...messages.map((message) => encode(eventOf(message))));
          expect(failed).toEqual({ batchItemFailures: [] });
          const bad = messages.filter((_, index) => mix[index] === 'clear' || mix[index] === 'foreign');
          expect(calls.deletes.toSorted()).toEqual(bad.map(({ id }) => id).toSorted());
        },
      ),
      { numRuns: 50 },
    );
  });

  it('asks nobody about what the event explains', async () => {
    const message = messageOf(ciphertext(SESSION));
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf(message, { channel })));
    expect(calls).toEqual({ reads: 0, deletes: [] });
  });

  it('takes a repeat, and a message that is gone, for done', async () => {
    const message = messageOf('noon');
    const { sweep, calls } = setUp([message]);
    for (let turn = 0; turn < 2; turn++)
      expect(await sweep(encode(eventOf(message)))).toEqual({ batchItemFailures: [] });
    expect(calls.deletes).toEqual([message.id]);
  });

  it('believes Stream rather than the queue, which others can write to', async () => {
    const genuine = messageOf(ciphertext(SESSION));
    const open = messageOf('hello', { cid: 'open:c' });
    const { sweep, calls } = setUp([genuine, open]);
    await sweep(
      encode(eventOf({ ...genuine, text: 'forged' })),
      encode(eventOf(open, { channel: { type: 'open', session_id: SESSION } })),
    );
    expect(calls.deletes).toEqual([]);
    expect(metrics()).toContainEqual(expect.objectContaining({ SweeperEvents: 2, outcome: 'spared' }));
  });

  it('lets a file stand that the hook let through, however Stream signs its address anew', async () => {
    const place = newPlace(FILE_HOSTS[0]);
    const sent = { type: 'file', asset_url: place };
    const kept = { ...sent, asset_url: signedUntil(place), custom: {}, actions: [], original_width: 0 };
    const message = { ...messageOf(ciphertext(SESSION)), attachments: [kept] };
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf({ ...message, attachments: [sent] })), encode(eventOf(message)));
    await sweep(encode(eventOf({ ...message, text: 'forged' }))); // judged as it is stored
    expect(calls.deletes).toEqual([]);
    const renamed = { ...message, attachments: [{ ...kept, title: 'noon.jpg' }] };
    const other = setUp([renamed]);
    await other.sweep(encode(eventOf(renamed)));
    expect(other.calls.deletes).toEqual([message.id]);
  });

  it.each([
    ['an open channel', { cid: 'open:c', channel_type: 'open' }, 'hello'],
    ['an empty message that was deleted', {}, ''],
  ])('leaves %s alone', async (_, over, text) => {
    const message = messageOf(text, text === '' ? { type: 'deleted' } : { cid: 'open:c' });
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf(message, over)));
    expect(calls.deletes).toEqual([]);
  });

  it('leaves other events alone', async () => {
    const message = messageOf('noon');
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf(message, { type: 'reaction.new' })));
    expect(calls).toEqual({ reads: 0, deletes: [] });
  });

  it('sweeps what a deleted message said', async () => {
    const message = messageOf('noon', { type: 'deleted' });
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf({ ...message, text: '' }, { type: 'message.updated' })));
    expect(calls.deletes).toEqual([message.id]);
  });

  it('gives back only the events that failed', async () => {
    const [good, bad, other] = [messageOf(ciphertext(SESSION)), messageOf('noon'), messageOf('one')];
    const { sweep, store, kept } = setUp([good, bad, other]);
    const hardDelete = store.hardDelete;
    store.hardDelete = (id) => (id === bad.id ? Promise.reject(new Error('down')) : hardDelete(id));
    const bodies = [good, bad, other].map((message) => encode(eventOf(message)));
    expect(await sweep(...bodies, 'no event')).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect([...kept.keys()]).toEqual([good.id, bad.id]);
  });

  const foreign = () => messageOf(ciphertext(randomUUID()));

  it('gives back ciphertext that it may not delete today, and says so', async () => {
    const messages = [foreign(), foreign(), foreign()];
    const { sweep, calls } = setUp(messages, { allowance: allowanceOf(1) });
    const { batchItemFailures } = await sweep(...messages.map((message) => encode(eventOf(message))));
    expect(batchItemFailures).toHaveLength(2);
    expect(calls.deletes).toHaveLength(1);
    expect(metrics()).toContainEqual(expect.objectContaining({ SweeperEvents: 2, outcome: 'held-back' }));
    const said = { event: 'sweep-held-back', refusal: 'other-encryption-session', cid };
    const heldBack = expect.objectContaining(said);
    expect(metrics().filter((line) => heldBack.asymmetricMatch(line))).toHaveLength(2);
    expect(metrics().filter(({ SweepsHeldBack }) => SweepsHeldBack === 1)).toHaveLength(2);
  });

  it('deletes words in the clear all the same', async () => {
    const messages = [foreign(), messageOf('noon'), messageOf('', { attachments: [{ text: 'noon' }] })];
    const { sweep, kept } = setUp(messages, { allowance: allowanceOf(0) });
    await sweep(...messages.map((message) => encode(eventOf(message))));
    expect([...kept.keys()]).toEqual([messages[0]?.id]);
  });

  it('counts only what it deleted', async () => {
    const messages = [messageOf(ciphertext(SESSION)), foreign(), foreign()];
    const { sweep, store, kept } = setUp(messages, { allowance: allowanceOf(1) });
    const { hardDelete } = store;
    store.hardDelete = () => Promise.reject(new Error('down'));
    const bodies = messages.map((message) => encode(eventOf(message)));
    expect((await sweep(...bodies)).batchItemFailures.length).toBeGreaterThan(0);
    store.hardDelete = async () => false; // somebody else was first
    await sweep(bodies[1] ?? '');
    store.hardDelete = hardDelete;
    await sweep(bodies[2] ?? '');
    expect([...kept.keys()]).toEqual([messages[0]?.id, messages[1]?.id]);
  });

  it('deletes nothing while the table does not answer', async () => {
    const message = foreign();
    const allowance = { ...allowanceOf(), take: () => Promise.reject(new Error('down')) };
    const { sweep, calls } = setUp([message], { allowance });
    expect((await sweep(encode(eventOf(message)))).batchItemFailures).toHaveLength(1);
    expect(calls.deletes).toEqual([]);
  });

  it('deletes nothing while the registry does not answer', async () => {
    const message = messageOf(ciphertext(randomUUID()));
    const { sweep, calls } = setUp([message], { isRegistered: () => Promise.reject(new Error('down')) });
    expect((await sweep(encode(eventOf(message)))).batchItemFailures).toHaveLength(1);
    expect(calls.deletes).toEqual([]);
  });

  it('counts what Stream let through, and says nothing of a message in log or metric', async () => {
    const message = messageOf('MARKER-words', {
      user: { id: 'MARKER-user' },
      before_message_send_failed: true,
    });
    await setUp([message]).sweep(encode(eventOf(message, { user: { id: 'MARKER-user' } })), 'MARKER-body');
    expect(metrics()).toContainEqual(expect.objectContaining({ HookFailedOpen: 1 }));
    expect(metrics()).toContainEqual(expect.objectContaining({ MessagesSwept: 1, refusal: 'not-encrypted' }));
    expect(metrics()).toContainEqual(expect.objectContaining({ SweeperEvents: 1, outcome: 'unreadable' }));
    expect(metrics()).toContainEqual(
      expect.objectContaining({ event: 'message-swept', cid, messageTime: '2026-11-22T10:00:00.000Z' }),
    );
    expect(written.join()).not.toMatch(new RegExp(`MARKER|${message.id}`));
  });
});

describe('an event as it lies in the queue', () => {
  const stream = new StreamChat('key', 'secret');
  const event = eventOf(messageOf('é'));

  it.each([
    ['plain', Buffer.from(JSON.stringify(event))],
    ['gzipped', gzipSync(JSON.stringify(event))],
  ])("is read as Stream's own client reads it: %s", (_, bytes) => {
    const body = bytes.toString('base64');
    expect(readQueuedEvent(body)).toEqual(event);
    expect(readQueuedEvent(body)).toEqual(stream.parseSqs(body));
  });

  it("is refused where Stream's own client refuses it", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
        ),
        (body) => {
          let theirs: unknown;
          try {
            theirs = stream.parseSqs(body);
          } catch {
            theirs = undefined;
          }
          expect(readQueuedEvent(body)).toEqual(theirs);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is refused when it unpacks to too much', () => {
    const bomb = gzipSync(`"${'a'.repeat(MAX_EVENT_BYTES)}"`).toString('base64');
    expect(readQueuedEvent(bomb)).toBeUndefined();
  });
});
