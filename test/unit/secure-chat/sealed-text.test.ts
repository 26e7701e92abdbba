import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type {
  FindAuthorKey,
  FindSession,
} from '../../../client-example/secure-chat/src/epochs/encryption.ts';
import { encryptedLength } from '../../../client-example/secure-chat/src/messages/envelope-size.ts';
import type { Outside } from '../../../client-example/secure-chat/src/messages/outside.ts';
import { type Opening, seal, unseal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { canonicalJson } from '../../../shared/contract/canonical-json.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { type SignedKind, signedBytes, writeSigned } from '../../../shared/contract/signed-text.ts';
import { authorOf, hashOfText, verify } from '../../support/authors.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const sessionId = randomUUID();
const session = makeEncryptionSession(sessionId);
const outside: Outside = {
  cid: 'messaging:one',
  from: 'alice',
  id: randomUUID(),
  storedAt: null,
  parentId: undefined,
  showInChannel: false,
  quotedMessageId: undefined,
  mentionedUserIds: [],
};

const alice = await authorOf('alice');
/** Who can read in the epoch; mallory cannot. */
const readers: Record<string, { authorKey: string }> = { alice, bob: await authorOf('bob') };
const findSession: FindSession = async (id) => (id === sessionId ? session : 'other-session');
const findAuthorKey: FindAuthorKey = async (id, userId) =>
  (id === sessionId && readers[userId]) || 'not-theirs';
const opening: Opening = { findSession, findAuthorKey, verify, hash: hashOfText };

const envelopeOf = (changes: Partial<Envelope> = {}): Envelope => ({
  v: ENVELOPE_VERSION,
  cid: outside.cid,
  sessionId,
  from: outside.from,
  id: outside.id,
  rev: 0,
  sentAt: new Date(0).toISOString(),
  text: 'héllo \u{1F512}',
  attachments: [],
  previous: [],
  ...changes,
});

const sealed = async (changes: Partial<Envelope> = {}) =>
  (await seal(session, alice, envelopeOf(changes), 5000)).text;

/** Encrypts any text, signed by this author as one of this kind. */
const sealedAs = async (text: string, { by = 'alice', kind = 'message' as SignedKind } = {}) =>
  session.encryptMessage(writeSigned(await (await authorOf(by)).sign(kind, text)));

describe('seal and unseal', () => {
  it('give back the envelope where it belongs, and what was signed', async () => {
    const { text, signed } = await seal(session, alice, envelopeOf(), 5000);
    expect(signed.text).toBe(canonicalJson(envelopeOf()));
    expect(await unseal(opening, text, outside)).toEqual({
      envelope: envelopeOf(),
      signed,
      hash: await hashOfText(signed.text),
    });
  });

  it('look through an envelope of words alone once', async () => {
    let looks = 0;
    const counted = { ...envelopeOf() };
    Object.defineProperty(counted, 'text', { enumerable: true, get: () => `look ${++looks}` });
    await seal(session, alice, counted, 5000);
    expect(looks).toBe(1);
  });

  it('hash what a text says while its signature is verified', async () => {
    const began: string[] = [];
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const begin = (what: string) => {
      began.push(what);
      if (began.length === 2) resolve();
      return both;
    };
    const together: Opening = {
      ...opening,
      verify: (...signed) => begin('verify').then(() => verify(...signed)),
      hash: (text) => begin('hash').then(() => hashOfText(text)),
    };
    expect(await unseal(together, await sealed(), outside)).toHaveProperty('envelope');
  });

  it.each([
    ['wrong-channel', { cid: 'messaging:two' }],
    ['wrong-author', { from: 'bob' }],
    ['wrong-author', { from: 'mallory' }],
    ['wrong-id', { id: randomUUID() }],
    ['wrong-thread', { parentId: randomUUID() }],
    ['wrong-thread', { showInChannel: true }],
    ['wrong-quote', { quotedMessageId: randomUUID() }],
    ['wrong-mentions', { mentionedUserIds: ['bob'] }],
  ] as const)('tell a text that was moved: %s', async (reason, elsewhere) => {
    expect(await unseal(opening, await sealed(), { ...outside, ...elsewhere })).toEqual({ reason });
  });

  it('refuse an envelope that names another session than the one that encrypted it', async () => {
    const text = await sealed({ sessionId: randomUUID() });
    expect(await unseal(opening, text, outside)).toEqual({ reason: 'wrong-session' });
  });

  it.each(['', 'hello', '42', 'null', '{"sessionId":"x","data":"aGVsbG8="}'])(
    'call %p not encrypted',
    async (text) => {
      expect(await unseal(opening, text, outside)).toEqual({ reason: 'not-encrypted' });
    },
  );

  it.each([
    ['unknown-now', 'undecryptable'],
    ['before-you-joined', 'before-you-joined'],
    ['superseded-session', 'superseded-session'],
    ['invitation', 'invitation'],
  ] as const)('say that there is no session only for now: %s', async (found, reason) => {
    const nowhere: Opening = { ...opening, findSession: async () => found };
    expect(await unseal(nowhere, await sealed(), outside)).toEqual({ reason, isPassing: true });
  });

  it('do not touch a genuine ciphertext of another session', async () => {
    const other = makeEncryptionSession(randomUUID());
    const { text } = await seal(other, alice, envelopeOf({ sessionId: other.sessionId }), 5000);
    expect(await unseal(opening, text, outside)).toEqual({ reason: 'other-session', isPassing: true });
  });

  it('tell ciphertext made with another key under this session id', async () => {
    const imposter = makeEncryptionSession(sessionId);
    const { text } = await seal(imposter, alice, envelopeOf(), 5000);
    expect(await unseal(opening, text, outside)).toEqual({ reason: 'undecryptable' });
  });
});

describe('a text of somebody in the session', () => {
  it.each(['bob', 'mallory'])("is not alice's when %s signed it under her name", async (by) => {
    const text = await sealedAs(canonicalJson(envelopeOf()), { by });
    expect(await unseal(opening, text, outside)).toEqual({ reason: 'wrong-author' });
  });

  it("is nobody's when its author is no reader of the epoch", async () => {
    const text = await sealedAs(canonicalJson(envelopeOf({ from: 'mallory' })), { by: 'mallory' });
    expect(await unseal(opening, text, { ...outside, from: 'mallory' })).toEqual({ reason: 'wrong-author' });
  });

  it("is not bob's own when he signed what names alice as its author", async () => {
    const text = await sealedAs(canonicalJson(envelopeOf()), { by: 'bob' });
    expect(await unseal(opening, text, { ...outside, from: 'bob' })).toEqual({ reason: 'wrong-author' });
  });

  it.each(['epoch', 'author-key', 'reaction'] as const)(
    'is not taken with a signature of the kind %s',
    async (kind) => {
      const text = await sealedAs(canonicalJson(envelopeOf()), { kind });
      expect(await unseal(opening, text, outside)).toEqual({ reason: 'wrong-author' });
    },
  );

  it("is read again later when nobody could say which key is its author's", async () => {
    const asking: Opening = { ...opening, findAuthorKey: async () => 'unknown-now' };
    expect(await unseal(asking, await sealed(), outside)).toEqual({
      reason: 'undecryptable',
      isPassing: true,
    });
  });

  it('has an author of whom nobody tells, until somebody does', async () => {
    const asking: Opening = {
      ...opening,
      findAuthorKey: async () => ({ unknownAuthorKey: alice.authorKey }),
    };
    expect(await unseal(asking, await sealed(), outside)).toEqual({
      reason: 'unknown-author',
      isPassing: true,
    });
    const byBob = await sealedAs(canonicalJson(envelopeOf()), { by: 'bob' });
    expect(await unseal(asking, byBob, outside)).toEqual({ reason: 'wrong-author' });
  });

  it('is verified by the key of the epoch it was encrypted in', async () => {
    const asked: unknown[] = [];
    const noting: FindAuthorKey = async (...of) => {
      asked.push(of);
      return alice;
    };
    await unseal({ ...opening, findAuthorKey: noting }, await sealed(), outside);
    expect(asked).toEqual([[sessionId, 'alice']]);
  });

  it.each([
    ['unsigned', canonicalJson(envelopeOf())],
    ['unsigned, of the version before', JSON.stringify({ ...envelopeOf(), v: 1, previous: undefined })],
    ['no words at all', ' '],
    ['words', 'hello'],
  ])('is no envelope: %s', async (_, plaintext) => {
    expect(await unseal(opening, await session.encryptMessage(plaintext), outside)).toEqual({
      reason: 'not-an-envelope',
    });
  });

  const { v: _, ...withoutVersion } = envelopeOf();
  it.each([
    ['with a field more', canonicalJson({ ...envelopeOf(), more: 1 })],
    ['of the version before', canonicalJson({ ...envelopeOf(), v: 1 })],
    ['of no version', canonicalJson(withoutVersion)],
    ['its keys in another order', JSON.stringify(envelopeOf())],
    ['with white space', canonicalJson(envelopeOf()).replace(':[]', ': []')],
    ['with an escape that is not needed', canonicalJson(envelopeOf()).replace('é', '\\u00e9')],
    ['with a number written otherwise', canonicalJson(envelopeOf()).replace('"rev":0', '"rev":0.0')],
    ['with a member twice', canonicalJson(envelopeOf()).replace('"rev":0', '"rev":0,"rev":0')],
    ['with a line feed behind it', `${canonicalJson(envelopeOf())}\n`],
  ])('is no envelope although its author signed it: %s', async (_, text) => {
    expect(await unseal(opening, await sealedAs(text), outside)).toEqual({ reason: 'not-an-envelope' });
  });

  it('is not even parsed before its signature is verified', async () => {
    const text = await sealedAs('{"no":"envelope"}', { by: 'mallory' });
    expect(await unseal(opening, text, outside)).toEqual({ reason: 'wrong-author' });
  });
});

describe('sealing', () => {
  it('signs the bytes of the kind and the canonical text, and nothing else', async () => {
    const { signed } = await seal(session, alice, envelopeOf(), 5000);
    expect(Buffer.from(signedBytes('message', signed.text)).toString()).toBe(
      `sealed-stream message\n${canonicalJson(envelopeOf())}`,
    );
    expect(await verify('message', signed, alice.authorKey)).toBe(true);
  });

  it('counts bytes, not characters, and stops before encrypting and signing', async () => {
    const text = '\u{1F512}'.repeat(1000); // 2000 characters, 4000 bytes
    const silent = { ...alice, sign: () => Promise.reject(new Error('signed')) };
    const encrypting = seal(session, silent, envelopeOf({ text }), 5000);
    await expect(encrypting).rejects.toMatchObject({ name: 'MessageTooLongError', limit: 5000 });
    expect(await sealed({ text: 'x'.repeat(3000) })).toContain(sessionId);
  });

  it('keeps to the longest text the message grammar allows, whatever the channel says', async () => {
    const text = 'x'.repeat(15_500);
    await expect(seal(session, alice, envelopeOf({ text }), 100_000)).rejects.toMatchObject({
      limit: 20_000,
    });
  });

  it.each([1, 15, 16, 17, 100, 1000, 4001])('knows what the SDK writes for %i bytes', async (bytes) => {
    expect((await session.encryptMessage('x'.repeat(bytes))).length).toBe(encryptedLength(bytes));
  });
});
