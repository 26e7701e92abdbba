import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageResponse } from 'stream-chat';
import { createVerify, type VerifySigned } from '../../../client-example/secure-chat/src/authors/author.ts';
import { createDecryptedCache } from '../../../client-example/secure-chat/src/messages/decrypted-cache.ts';
import type { VerifiedMessage } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import {
  createMessageReader,
  type MessageReader,
} from '../../../client-example/secure-chat/src/messages/message-reader.ts';
import { seal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { createUnsentMessages } from '../../../client-example/secure-chat/src/messages/unsent-messages.ts';
import { ed25519OfWebCrypto } from '../../../client-example/secure-chat/src/platform/ed25519.ts';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { authorOf, hashOfText, verify } from '../../support/authors.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const session = makeEncryptionSession(randomUUID());
const cid = 'messaging:one';
const ann = await authorOf('ann');
let verified: VerifiedMessage[];
let decryptions: number;
let jobs: number;
let reader: MessageReader;
let isOffline: boolean;
let isVerifiedBy: VerifySigned;

beforeEach(() => {
  [decryptions, jobs, isOffline, verified] = [0, 0, false, []];
  isVerifiedBy = verify;
  const runInSlices = createSlices();
  const counting = Object.assign(Object.create(session), {
    decryptMessage: (text: string) => {
      decryptions += 1;
      return session.decryptMessage(text);
    },
  });
  reader = createMessageReader(
    {
      cid,
      findSession: async () => (isOffline ? 'unknown-now' : counting),
      findAuthorKey: async (_, userId) => (userId === 'ann' ? ann : 'not-theirs'),
      verify: (...signed) => isVerifiedBy(...signed),
      hash: hashOfText,
      revisions: new Map(),
      fileHosts: [],
      onVerified: (message) => void verified.push(message),
    },
    {
      cache: createDecryptedCache(),
      unsent: createUnsentMessages(),
      runInSlices: (job) => {
        jobs += 1;
        return runInSlices(job);
      },
    },
  );
});

const envelopeOf = (id: string, rev: number): Envelope => ({
  v: ENVELOPE_VERSION,
  cid,
  sessionId: session.sessionId,
  from: 'ann',
  id,
  rev,
  ...(rev > 0 && { original: 'A'.repeat(43) }),
  sentAt: new Date(0).toISOString(),
  text: `words of ${id}`,
  attachments: [],
  previous: [],
});

const messageOf = async (id: string, rev = 0): Promise<MessageResponse> => {
  const { text } = await seal(session, ann, envelopeOf(id, rev), 5000);
  const updated_at = new Date(0).toISOString();
  return { id, text, type: 'regular', user: { id: 'ann' }, updated_at } as MessageResponse;
};

const page = (count: number) => Promise.all(Array.from({ length: count }, () => messageOf(randomUUID())));

describe('a reader', () => {
  it('decrypts each message in a slice of its own, and answers them in their order', async () => {
    const messages = await page(300);
    const read = await reader.readAll(messages);
    expect(read.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    expect(read.every(({ kind }) => kind === 'message')).toBe(true);
    expect([jobs, decryptions]).toEqual([300, 300]);
  });

  it('decrypts a message once, whoever asks for it and when', async () => {
    const [message] = await page(1);
    if (!message) throw new Error('no message');
    await Promise.all([reader.read(message), reader.readAll([message, message])]);
    await reader.read(message);
    expect(reader.peek(message)).toMatchObject({ text: `words of ${message.id}` });
    expect(decryptions).toBe(1);
  });

  it("looks at an author's key once, however many of their messages it verifies", async () => {
    const calls: string[] = [];
    const subtle = new Proxy(crypto.subtle, {
      get: (target, name) => {
        calls.push(String(name));
        return (Reflect.get(target, name) as () => unknown).bind(target);
      },
    });
    isVerifiedBy = createVerify(ed25519OfWebCrypto(subtle));
    const read = await reader.readAll(await page(60));
    expect(read.every(({ kind }) => kind === 'message')).toBe(true);
    expect(calls.filter((name) => name === 'importKey')).toHaveLength(1);
    expect(calls.filter((name) => name === 'verify')).toHaveLength(60);
  });

  it('does not wait for what needs no decrypting', async () => {
    const [message] = await page(1);
    await reader.readAll([
      { ...message, type: 'deleted' } as MessageResponse,
      { ...message, type: 'system' } as MessageResponse,
    ]);
    expect(jobs).toBe(0);
  });

  it('reads again what could not be read for want of a network', async () => {
    const message = await messageOf(randomUUID());
    isOffline = true;
    expect(await reader.read(message)).toMatchObject({ kind: 'unreadable', reason: 'undecryptable' });
    expect(reader.peek(message)).toBeUndefined();
    isOffline = false;
    expect(await reader.read(message)).toMatchObject({ text: `words of ${message.id}` });
  });

  it('never goes back to an older revision, also when this device learns of one late', async () => {
    const id = randomUUID();
    const [first, second, third] = [await messageOf(id, 1), await messageOf(id, 2), await messageOf(id, 3)];
    await reader.read(third);
    // The answer to an own edit may come after that edit was overtaken.
    const learnt: VerifiedMessage = {
      kind: 'message',
      id,
      from: 'ann',
      rev: 1,
      sentAt: '',
      text: '',
      attachments: [],
    };
    reader.learn({ ...first, updated_at: new Date(1).toISOString() }, learnt);
    expect(await reader.read({ ...second, updated_at: new Date(2).toISOString() })).toMatchObject({
      reason: 'older-revision',
    });
  });
  it('gives what a message is known by: its hash, that of its first revision, and those before it', async () => {
    const id = randomUUID();
    const before = [{ id: randomUUID(), hash: 'B'.repeat(42).concat('A') }];
    const { text, signed } = await seal(session, ann, { ...envelopeOf(id, 0), previous: before }, 5000);
    const hash = await hashOfText(signed.text);
    const sessionId = session.sessionId;
    const first = { ...(await messageOf(id)), text };
    expect(await reader.read(first)).toMatchObject({
      proof: { sessionId, hash, original: hash, previous: before },
    });
    const edit = await seal(session, ann, { ...envelopeOf(id, 1), original: hash, text: 'anew' }, 5000);
    const proof = { sessionId, hash: await hashOfText(edit.signed.text), original: hash, previous: [] };
    expect(await reader.read({ ...first, text: edit.text })).toMatchObject({ text: 'anew', proof });
  });

  it('tells of each message that it verified, once, and of none that it did not', async () => {
    const genuine = await messageOf(randomUUID());
    const moved = await messageOf(randomUUID());
    await reader.readAll([
      genuine,
      genuine,
      { ...moved, parent_id: genuine.id },
      { ...moved, user: { id: 'bob' } },
    ] as MessageResponse[]);
    expect(verified.map(({ id }) => id)).toEqual([genuine.id]);
  });

  it.each([
    ['wrong-thread', { parent_id: 'elsewhere' }],
    ['wrong-thread', { show_in_channel: true }],
    ['wrong-quote', { quoted_message_id: 'elsewhere' }],
    ['wrong-mentions', { mentioned_users: [{ id: 'bob' }] }],
    ['wrong-author', { user: { id: 'bob' } }],
  ])('does not answer from memory once what is around a message was changed: %s', async (reason, change) => {
    const message = await messageOf(randomUUID());
    expect(await reader.read(message)).toMatchObject({ kind: 'message' });
    const changed = { ...message, ...change } as MessageResponse;
    expect(reader.peek(changed)).toBeUndefined();
    expect(await reader.read(changed)).toMatchObject({ kind: 'unreadable', reason });
  });
});
