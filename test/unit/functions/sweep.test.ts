import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { StreamChat } from 'stream-chat';
import { createHandler, type SweepDeps } from '../../../functions/sweep/handler.ts';
import {
  MAX_EVENT_BYTES,
  MAX_EVENT_OBJECTS,
  readQueuedEvent,
} from '../../../shared/adapters/stream-queue.ts';
import { newPlace, signedUntil } from '../../support/file-addresses.ts';
import { allowanceOf, ciphertext, createStoredChannels } from '../../support/stored-channels.ts';

const SESSION = randomUUID();
const ENDED = randomUUID();
const FILE_HOSTS = ['https://files.example.com'];
const cid = 'encrypted:c';
const channel = { cid, type: 'encrypted', session_id: SESSION };
const NOW = new Date('2026-11-22T10:01:00.000Z');
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
    now: () => NOW,
    ...over,
  });
  const sweepWithin = (remaining: () => number, ...bodies: string[]) =>
    handler({ Records: bodies.map((body, index) => ({ body, messageId: String(index) })) } as SQSEvent, {
      awsRequestId: 'request-1',
      getRemainingTimeInMillis: remaining,
    });
  const sweep = (...bodies: string[]) => sweepWithin(() => 30_000, ...bodies);
  return { ...stored, sweep, sweepWithin };
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

  it('deletes the words that somebody leaves with, and no note of the service', async () => {
    const note = (text: string, by: string) => messageOf(text, { type: 'system', user: { id: by } });
    const notes = [note('meet me at noon', 'carol'), note('Carol joined', 'sealed-stream')];
    const unsigned = messageOf('noon', { type: 'system', user: undefined });
    const { sweep, calls } = setUp([...notes, unsigned]);
    await sweep(...[...notes, unsigned].map((message) => encode(eventOf(message, { channel }))));
    expect(calls.deletes).toEqual([notes[0]?.id, unsigned.id]);
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

  it('counts a message once, however often its deletion has to be tried', async () => {
    const messages = [messageOf(ciphertext(SESSION)), foreign(), foreign()];
    const { sweep, store, kept } = setUp(messages, { allowance: allowanceOf(1) });
    const { hardDelete } = store;
    store.hardDelete = () => Promise.reject(new Error('down'));
    const bodies = messages.map((message) => encode(eventOf(message)));
    expect((await sweep(...bodies)).batchItemFailures).toHaveLength(2);
    expect((await sweep(...bodies)).batchItemFailures).toHaveLength(2);
    store.hardDelete = hardDelete;
    await sweep(...bodies);
    expect([...kept.keys()]).toEqual([messages[0]?.id, messages[2]?.id]);
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

describe('an event without the data of its channel, as Stream documents it', () => {
  const bare = { cid, id: 'c', type: 'encrypted', config: {}, member_count: 2 };
  const inOpen = { cid: 'open:c', channel_type: 'open' };
  const forms: [string, object][] = [
    ['names no channel', {}],
    ['has a channel without its data', { channel: bare }],
    ['has a channel with empty data', { channel: { ...bare, custom: {} } }],
    ['says nothing of the type', { channel_type: undefined }],
  ];

  it.each(forms)('that %s never takes good ciphertext of any epoch', async (_, over) => {
    const messages = [SESSION, ENDED].map((session) => messageOf(ciphertext(session)));
    // The registry knows the current one as well; Stream's own channel says it too.
    const isRegistered = async (_: string, session: string) => session === SESSION || session === ENDED;
    const { sweep, calls } = setUp(messages, { isRegistered });
    await sweep(...messages.map((message) => encode(eventOf(message, over))));
    expect(calls.deletes).toEqual([]);
  });

  it.each(forms)(
    'that %s takes ciphertext of a foreign session, which the hook could not judge',
    async (_, over) => {
      const message = messageOf(ciphertext(randomUUID()));
      const { sweep, calls } = setUp([message]);
      await sweep(encode(eventOf(message, over)));
      expect(calls.deletes).toEqual([message.id]);
    },
  );

  it.each(forms)('that %s takes words in the clear', async (_, over) => {
    const message = messageOf('noon');
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf(message, over)));
    expect(calls.deletes).toEqual([message.id]);
  });

  it('asks the registry, and not Stream, in a type that is encrypted', async () => {
    const message = messageOf(ciphertext(ENDED));
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf(message, { channel: bare })));
    expect(calls).toEqual({ reads: 0, deletes: [] });
  });

  it('is not taken for one of an open channel: Stream is asked whether the channel is encrypted', async () => {
    const message = messageOf('noon', { cid: 'mixed:c' });
    const mixed = { cid: 'mixed:c', type: 'mixed', session_id: SESSION };
    const { sweep, calls, store } = setUp([message]);
    store.readChannel = async (asked) => (asked === mixed.cid ? mixed : null);
    const channel = { cid: mixed.cid, type: mixed.type, member_count: 2 };
    await sweep(encode(eventOf(message, { cid: mixed.cid, channel_type: mixed.type, channel })));
    expect(calls.deletes).toEqual([message.id]);
  });

  it('is understood when the data come apart from the channel', async () => {
    const message = messageOf(ciphertext(SESSION));
    const { sweep, calls } = setUp([message], { isRegistered: async () => false });
    await sweep(encode(eventOf(message, { channel: bare, channel_custom: { session_id: SESSION } })));
    const open = messageOf('hello', { cid: 'open:c' });
    await sweep(encode(eventOf(open, { ...inOpen, channel_custom: { name: 'Team' } })));
    expect(calls).toEqual({ reads: 0, deletes: [] });
  });

  it('may name the sender beside the message only', async () => {
    const message = messageOf(ciphertext(SESSION), { id: `alice-${randomUUID()}` });
    const { sweep, calls } = setUp([message]);
    await sweep(encode(eventOf(message, { channel, user: { id: 'alice' } })));
    expect(calls).toEqual({ reads: 0, deletes: [] });
  });
});

describe('what the sweeper counts of each batch', () => {
  const counts = () => metrics().find((line) => 'EventsUnreadable' in line);

  it('are new messages that people have just written, whatever becomes of them', async () => {
    const { sweep } = setUp([]);
    const old = '2026-11-22T09:55:00.000Z';
    await sweep(
      encode(eventOf(messageOf(ciphertext(SESSION)), { channel })),
      encode(
        eventOf(messageOf('hello', { type: 'reply', cid: 'open:c' }), {
          channel: { cid: 'open:c', type: 'open', name: 'x' },
        }),
      ),
      encode(eventOf(messageOf('noon'))),
      encode(eventOf(messageOf(ciphertext(SESSION)), { type: 'message.updated', channel })),
      encode(eventOf(messageOf(ciphertext(SESSION), { created_at: old }), { channel })),
      encode(eventOf(messageOf('Carol joined', { type: 'system' }), { channel })),
    );
    expect(counts()).toMatchObject({ NewMessagesSeen: 3, EventsUnreadable: 0, HookEvaluated: 0 });
  });

  it.each([
    'no event',
    '{"cut":',
    '',
    encode([]),
    encode('text'),
    encode({ no: 'type' }),
    encode({ type: 7 }),
    encode({ type: 'message.new' }),
    encode({ type: 'message.new', message: { id: '' } }),
    '{"type":"message.updated","message":null}',
  ])('are events that could not be read, such as %j', async (body) => {
    const { sweep } = setUp([]);
    await sweep(encode(eventOf(messageOf(ciphertext(SESSION)), { channel })), body);
    expect(counts()).toMatchObject({ EventsUnreadable: 1 });
  });
});

describe('a batch', () => {
  it('is worked one event after another', async () => {
    const messages = [messageOf('one'), messageOf('two'), messageOf('three')];
    let [atWork, most] = [0, 0];
    const { sweep, store, kept } = setUp(messages);
    const { readMessage } = store;
    store.readMessage = async (id) => {
      most = Math.max(most, ++atWork);
      await new Promise(setImmediate);
      atWork--;
      return readMessage(id);
    };
    await sweep(...messages.map((message) => encode(eventOf(message))));
    expect([most, kept.size]).toEqual([1, 0]);
  });

  it('reads no event before the one before it is done', async () => {
    const order: string[] = [];
    const messages = [messageOf('one'), messageOf('two')];
    const { sweep, store } = setUp(messages, {
      readEvent: (body) => {
        order.push('read');
        return readQueuedEvent(body);
      },
    });
    const { hardDelete } = store;
    store.hardDelete = async (id) => {
      await new Promise(setImmediate);
      order.push('deleted');
      return hardDelete(id);
    };
    await sweep(...messages.map((message) => encode(eventOf(message))));
    expect(order).toEqual(['read', 'deleted', 'read', 'deleted']);
  });

  it('gives back what there is no time for any more, and has not touched it', async () => {
    const messages = [messageOf('one'), messageOf('two'), messageOf('three')];
    const { sweepWithin, calls, kept } = setUp(messages);
    let left = 25_000;
    const remaining = () => {
      left -= 5_000;
      return left;
    };
    const bodies = messages.map((message) => encode(eventOf(message)));
    expect(await sweepWithin(remaining, ...bodies)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect([calls.reads, kept.size]).toEqual([4, 1]);
    expect(metrics()).toContainEqual(expect.objectContaining({ SweeperEvents: 1, outcome: 'postponed' }));
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
          fc.pre(!body.trimStart().startsWith('{'));
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

  it.each(['', ' ', '\n'])('is read as JSON that is not packed at all, after %j', (before) => {
    expect(readQueuedEvent(before + JSON.stringify(event))).toEqual(event);
  });

  it('is refused when it is JSON and no object, or no JSON to its end', () => {
    for (const body of ['[1]', '"text"', 'null', ' 42', '{"type":', `${JSON.stringify(event)}x`])
      expect(readQueuedEvent(body)).toBeUndefined();
  });

  const packed = (json: string) => gzipSync(json).toString('base64');

  it('is refused when it unpacks to too much', () => {
    const ofSize = (bytes: number) => packed(`"${'a'.repeat(bytes - 2)}"`);
    expect(readQueuedEvent(ofSize(MAX_EVENT_BYTES))).toHaveLength(MAX_EVENT_BYTES - 2);
    expect(readQueuedEvent(ofSize(MAX_EVENT_BYTES + 1))).toBeUndefined();
  });

  it('is refused when it is little and would be much in memory', () => {
    const ofObjects = (count: number) => `{"a":[${'{},'.repeat(count - 3)}[]]}`;
    for (const body of [packed(ofObjects(MAX_EVENT_OBJECTS)), ofObjects(MAX_EVENT_OBJECTS)])
      expect(readQueuedEvent(body)).toHaveProperty('a');
    for (const body of [packed(ofObjects(MAX_EVENT_OBJECTS + 1)), ofObjects(MAX_EVENT_OBJECTS + 1)])
      expect(readQueuedEvent(body)).toBeUndefined();
  });

  it('holds what Stream can send at its limits with room to spare', () => {
    const user = (id: string) => ({ id, role: 'user', custom: '<'.repeat(5_000) });
    const people = Array.from({ length: 50 }, (_, n) => user(`user-${n}`));
    const largest = {
      ...eventOf({
        ...messageOf('x'.repeat(20_000)),
        user: user('alice'),
        mentioned_users: people.slice(0, 25),
        thread_participants: people,
        latest_reactions: people
          .slice(0, 10)
          .map((one) => ({ type: 'love', user: one, note: '<'.repeat(5_000) })),
        quoted_message: { ...messageOf('x'.repeat(20_000)), mentioned_users: people.slice(0, 25) },
      }),
      members: people.map((one) => ({ user_id: one.id, user: one, note: '<'.repeat(5_000) })),
    };
    const bytes = Buffer.byteLength(JSON.stringify(largest));
    expect(bytes).toBeLessThan(MAX_EVENT_BYTES / 2);
    expect(readQueuedEvent(packed(JSON.stringify(largest)))).toEqual(largest);
  });
});
