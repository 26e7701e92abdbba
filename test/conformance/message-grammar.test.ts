import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ENCRYPTED_TEXT_MIN_LENGTH, parseEncryptedText } from '../../shared/contract/encrypted-text.ts';
import { openWorld, type World } from './seald-support.ts';

type Session = Awaited<ReturnType<Awaited<ReturnType<World['signUp']>>['client']['createEncryptionSession']>>;

let world: World;
let session: Session;

beforeAll(async () => {
  world = await openWorld();
  const { client } = await world.signUp('alice', { keySize: 1024 });
  session = await client.createEncryptionSession({ userIds: ['alice'] });
});
afterAll(() => world.close());

const plaintext = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.string({ minLength: 1, maxLength: 3 }),
  fc.string({ minLength: 200, maxLength: 3000 }),
);

describe('the message grammar', () => {
  it('takes every text the real SDK writes, and reads the encryption session from it', async () => {
    await fc.assert(
      fc.asyncProperty(plaintext, async (text) => {
        const encrypted = await session.encryptMessage(text);
        expect(parseEncryptedText(encrypted)).toEqual({ encryptionSessionId: session.sessionId });
      }),
      { numRuns: 1500 },
    );
  });

  it('has its bound where the SDK has: one byte makes the shortest text', async () => {
    expect(await session.encryptMessage('x')).toHaveLength(ENCRYPTED_TEXT_MIN_LENGTH);
  });

  it('takes no text that was changed by a character added, dropped or moved', async () => {
    const encrypted = await session.encryptMessage('a message of some length, to have something to change');
    const place = fc.nat(encrypted.length - 1);
    const inserted = fc
      .tuple(place, fc.string({ minLength: 1, maxLength: 3 }))
      .map(([at, extra]) => encrypted.slice(0, at) + extra + encrypted.slice(at));
    const dropped = place.map((at) => encrypted.slice(0, at) + encrypted.slice(at + 1));
    const cut = place.map((at) => encrypted.slice(0, at));
    fc.assert(
      fc.property(fc.oneof(inserted, dropped, cut), (changed) => {
        expect(parseEncryptedText(changed)).toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  it('takes none of the looser spellings that the SDK itself still decrypts', async () => {
    const { sessionId, data } = JSON.parse(await session.encryptMessage('hello')) as {
      sessionId: string;
      data: string;
    };
    const bytes = [...Buffer.from(data, 'base64')];
    const spellings = [
      JSON.stringify({ data, sessionId }),
      JSON.stringify({ sessionId, data, more: 'hello' }),
      JSON.stringify({ sessionId, data }, null, 1),
      JSON.stringify({ sessionId, data: bytes }),
      JSON.stringify({ sessionId, data: { type: 'Buffer', data: bytes } }),
      `{"sessionId":"${sessionId}","data":"hello","data":"${data}"}`,
      JSON.stringify({ sessionId, data: `${data.slice(0, 8)} ! ${data.slice(8)}` }),
    ];
    for (const spelling of spellings) {
      expect(parseEncryptedText(spelling)).toBeNull();
      await expect(session.decryptMessage(spelling)).resolves.toBe('hello');
    }
  });

  it('takes no second spelling of the last base64 character', async () => {
    const encrypted = await session.encryptMessage('x'); // 64 bytes: two bits of the last character are unused
    const respelled = encrypted.replace(/([A-Za-z0-9+/])==/, (_, last: string) => `${nextCharacter(last)}==`);
    expect(respelled).not.toBe(encrypted);
    expect(Buffer.from(JSON.parse(respelled).data, 'base64')).toEqual(
      Buffer.from(JSON.parse(encrypted).data, 'base64'),
    );
    expect(parseEncryptedText(respelled)).toBeNull();
  });
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const nextCharacter = (character: string): string => ALPHABET[ALPHABET.indexOf(character) + 1] as string;
