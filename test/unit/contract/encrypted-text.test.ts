import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseEncryptedText } from '../../../shared/contract/encrypted-text.ts';
import { COSTUMES, filledWith, sameRandom } from '../../support/shape.ts';

const SESSION = randomUUID();
const textOf = (bytes: Buffer) => JSON.stringify({ sessionId: SESSION, data: bytes.toString('base64') });

describe('a text in the form of ciphertext', () => {
  it.each([64, 80, 14_928])('is read when its %i bytes may be any', (length) => {
    expect(parseEncryptedText(textOf(sameRandom(length)))).toEqual({ encryptionSessionId: SESSION });
  });

  it.each(COSTUMES)('is refused when it is words: %s', (_, words) => {
    for (const length of [64, 320, 14_928])
      expect(parseEncryptedText(textOf(filledWith(words, length)))).toBeNull();
  });

  it.each([48, 63, 65, 79])('is refused with %i bytes, as no encryption gives so many', (length) => {
    expect(parseEncryptedText(textOf(sameRandom(length)))).toBeNull();
  });

  it.each(['meet me at eight', '\n', '}', '\n{"text":"meet me"}'])(
    'is refused with %j before it or behind it',
    (words) => {
      const text = textOf(sameRandom(64));
      for (const more of [words + text, text + words]) expect(parseEncryptedText(more)).toBeNull();
    },
  );

  it('is refused when its last letter says more than its bytes', () => {
    const text = textOf(sameRandom(64));
    const [, last = ''] = /(.)=="}$/.exec(text) ?? [];
    const other = String.fromCharCode(last.charCodeAt(0) + 1);
    expect(parseEncryptedText(text.replace(`${last}=="}`, `${other}=="}`))).toBeNull();
  });
});
