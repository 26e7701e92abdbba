import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BASE64URL_OF_32,
  BASE64URL_OF_64,
  fromBase64Url,
  toBase64Url,
} from '../../../shared/contract/base64url.ts';
import {
  readSigned,
  SIGNATURE_LENGTH,
  type SignedKind,
  signedBytes,
  writeSigned,
} from '../../../shared/contract/signed-text.ts';
import { authorOf, verify } from '../../support/authors.ts';

const kinds: readonly SignedKind[] = ['author-key', 'epoch', 'message', 'reaction'];
const alice = await authorOf('alice');
const bob = await authorOf('bob');
const signature = randomBytes(64).toString('base64url');

describe('what is signed', () => {
  it.each(kinds)("is the product's name, the kind %s, a line feed and the text", (kind) => {
    const bytes = Buffer.from(signedBytes(kind, '{"a":"é"}'));
    expect(bytes).toEqual(
      Buffer.concat([
        Buffer.from('sealed-stream '),
        Buffer.from(kind),
        Buffer.from([0x0a]),
        Buffer.from('{"a":"é"}'),
      ]),
    );
  });

  it('is never the same for two kinds, whatever the texts', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(...kinds),
        fc.string(),
        fc.string(),
        (one, other, text, words) => {
          fc.pre(one !== other);
          expect(signedBytes(one, `{${text}`)).not.toEqual(signedBytes(other, `{${words}`));
        },
      ),
    ));

  it('is good as the kind it was signed as, for its author, and for no other', async () => {
    for (const kind of kinds) {
      const signed = await alice.sign(kind, '{}');
      for (const other of kinds) expect(await verify(other, signed, alice.authorKey)).toBe(other === kind);
      expect(await verify(kind, signed, bob.authorKey)).toBe(false);
      expect(await verify(kind, { ...signed, text: '{ }' }, alice.authorKey)).toBe(false);
    }
  });

  it("is signed the same each time: an author's devices agree", async () => {
    expect(await alice.sign('message', '{}')).toEqual(await alice.sign('message', '{}'));
  });
});

describe('a signed text', () => {
  it('is its signature and the text, with spaces up to a length in bytes', () => {
    const text = '{"a":"é"}';
    expect(writeSigned({ text, signature })).toBe(signature + text);
    expect(writeSigned({ text, signature }, 100)).toBe(`${signature}${text}    `);
    expect(Buffer.byteLength(writeSigned({ text, signature }, 100))).toBe(100);
    expect(writeSigned({ text, signature }, 96)).toBe(signature + text);
  });

  it('is read back, whatever its length', () =>
    fc.assert(
      fc.property(fc.json(), fc.nat({ max: 2000 }), (json, length) => {
        const signed = { text: `{"a":${json.trim()}}`, signature };
        expect(readSigned(writeSigned(signed, length))).toEqual(signed);
      }),
    ));

  it.each([
    ['nothing', ''],
    ['a text alone', '{"a":1}'.padEnd(200)],
    ['a signature alone', signature],
    ['a signature and spaces', `${signature}   `],
    ['a text that is no object', `${signature}[1]`],
    ['a space between the two', `${signature} {}`],
    ['a signature too short', `${signature.slice(1)}{}`],
    ['a signature too long', `A${signature}{}`],
    ['a signature in base64', `${'+'.repeat(85)}A{}`],
    ['a signature with padding', `${signature.slice(0, 84)}=={}`],
    ['a signature with stray bits in its last character', `${signature.slice(0, 85)}B{}`],
  ])('is not %s', (_, written) => {
    expect(readSigned(written)).toBeNull();
  });

  it.each(['\n', '\t', '\u00a0', '\0', ' \n'])('keeps what is behind it and is no space: %j', (behind) => {
    expect(readSigned(`${signature}{}${behind}`)).toEqual({ text: `{}${behind}`, signature });
  });
});

describe('base64url', () => {
  it('is what Node writes, of 32 and of 64 bytes, and has one spelling', () =>
    fc.assert(
      fc.property(fc.constantFrom(32, 64), fc.nat(), (length, seed) => {
        const bytes = createHash('sha512').update(`${seed}`).digest().subarray(0, length);
        const text = toBase64Url(bytes);
        const pattern = length === 32 ? BASE64URL_OF_32 : BASE64URL_OF_64;
        expect(text).toBe(bytes.toString('base64url'));
        expect(text).toMatch(pattern);
        expect(Buffer.from(fromBase64Url(text))).toEqual(bytes);
        const others = [...ALPHABET].filter((last) => pattern.test(text.slice(0, -1) + last));
        const values = others.map((last) =>
          Buffer.from(fromBase64Url(text.slice(0, -1) + last)).toString('hex'),
        );
        expect(new Set(values).size).toBe(others.length);
      }),
    ));

  it.each([
    [32, BASE64URL_OF_32],
    [64, BASE64URL_OF_64],
  ])('of %i bytes is that and nothing before or behind it', (length, pattern) => {
    const text = toBase64Url(randomBytes(length));
    for (const other of ['A', '=', '\n', ' ', '-'])
      for (const attached of [other + text, text + other, `${text}\n${other}`, text.slice(1)])
        expect([attached, pattern.test(attached)]).toEqual([attached, false]);
  });

  it('of any length has no padding', () => {
    const texts = [0, 1, 2, 3, 4].map((length) => toBase64Url(new Uint8Array(length)));
    expect(texts).toEqual(['', 'AA', 'AAA', 'AAAA', 'AAAAAA']);
  });

  it('has the length that a signature has in front of a text', () => {
    expect(toBase64Url(new Uint8Array(64))).toHaveLength(SIGNATURE_LENGTH);
  });
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
