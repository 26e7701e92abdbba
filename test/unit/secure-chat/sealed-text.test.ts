import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { FindSession } from '../../../client-example/secure-chat/src/epochs/encryption.ts';
import {
  encryptedLength,
  type Outside,
  seal,
  unseal,
} from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const sessionId = randomUUID();
const session = makeEncryptionSession(sessionId);
const outside: Outside = { cid: 'messaging:one', from: 'alice', id: randomUUID(), storedAt: null };

const find: FindSession = async (id) => (id === sessionId ? session : 'other-session');

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
  ...changes,
});

const sealed = (changes: Partial<Envelope> = {}) => seal(session, envelopeOf(changes), 5000);

describe('seal and unseal', () => {
  it('give back the envelope where it belongs', async () => {
    expect(await unseal(find, await sealed(), outside)).toEqual({ envelope: envelopeOf() });
  });

  it.each([
    ['wrong-channel', { cid: 'messaging:two' }],
    ['wrong-sender', { from: 'mallory' }],
    ['wrong-id', { id: randomUUID() }],
  ] as const)('tell a text that was moved: %s', async (reason, elsewhere) => {
    expect(await unseal(find, await sealed(), { ...outside, ...elsewhere })).toEqual({ reason });
  });

  it('refuse an envelope that names another session than the one that encrypted it', async () => {
    const text = await sealed({ sessionId: randomUUID() });
    expect(await unseal(find, text, outside)).toEqual({ reason: 'wrong-session' });
  });

  it.each(['', 'hello', '42', 'null', '{"sessionId":"x","data":"aGVsbG8="}'])(
    'call %p not encrypted',
    async (text) => {
      expect(await unseal(find, text, outside)).toEqual({ reason: 'not-encrypted' });
    },
  );

  it.each([
    ['unknown-now', 'undecryptable'],
    ['before-you-joined', 'before-you-joined'],
    ['superseded-session', 'superseded-session'],
    ['invitation', 'invitation'],
  ] as const)('say that there is no session only for now: %s', async (found, reason) => {
    const nowhere: FindSession = async () => found;
    expect(await unseal(nowhere, await sealed(), outside)).toEqual({ reason, isPassing: true });
  });

  it('do not touch a genuine ciphertext of another session', async () => {
    const other = makeEncryptionSession(randomUUID());
    const text = await seal(other, envelopeOf({ sessionId: other.sessionId }), 5000);
    expect(await unseal(find, text, outside)).toEqual({ reason: 'other-session', isPassing: true });
  });

  it('tell ciphertext made with another key under this session id', async () => {
    const imposter = makeEncryptionSession(sessionId);
    expect(await unseal(find, await seal(imposter, envelopeOf(), 5000), outside)).toEqual({
      reason: 'undecryptable',
    });
  });

  it('show nothing of decrypted text that is no envelope', async () => {
    const text = await session.encryptMessage(JSON.stringify({ ...envelopeOf(), more: 1 }));
    expect(await unseal(find, text, outside)).toEqual({ reason: 'not-an-envelope' });
  });
});

describe('encryptedLength', () => {
  it.each([1, 15, 16, 17, 100, 1000, 4001])('is what the SDK writes for %i bytes', async (bytes) => {
    expect((await session.encryptMessage('x'.repeat(bytes))).length).toBe(encryptedLength(bytes));
  });

  it('counts bytes, not characters, and stops before encrypting', async () => {
    const text = '\u{1F512}'.repeat(1000); // 2000 characters, 4000 bytes
    const encrypting = seal(session, envelopeOf({ text }), 5000);
    await expect(encrypting).rejects.toMatchObject({ name: 'MessageTooLongError', limit: 5000 });
    await expect(seal(session, envelopeOf({ text: 'x'.repeat(3000) }), 5000)).resolves.toContain(sessionId);
  });

  it('keeps to the longest text the message grammar allows, whatever the channel says', async () => {
    const text = 'x'.repeat(15_500);
    await expect(seal(session, envelopeOf({ text }), 100_000)).rejects.toMatchObject({ limit: 20_000 });
  });
});
