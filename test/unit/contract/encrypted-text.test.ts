import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseEncryptedText } from '../../../shared/contract/encrypted-text.ts';

const BLOCK = 16;
const textOf = (bytes: Buffer) => JSON.stringify({ sessionId: randomUUID(), data: bytes.toString('base64') });
/** Filled up to whole blocks, as ciphertext is, with bytes that do not change what is looked at. */
const blocksOf = (words: Buffer) =>
  Buffer.concat([words, words.subarray(0, (BLOCK - (words.length % BLOCK)) % BLOCK)]);
/** So many of 320 bytes with their highest bit set. */
const withHighBits = (count: number) => Buffer.alloc(320, 0x20).fill(0xe9, 0, count);
const takes = (bytes: Buffer) => parseEncryptedText(textOf(bytes)) !== null;

describe('words in the costume of ciphertext', () => {
  it.each([
    ['English', 'meet me behind the station at eight and bring the papers with you, nobody else. '],
    ['French', 'rendez-vous derrière la gare à huit heures, apportez les documents, seul. '],
    ['Chinese', '今晚八点在车站后面见面，带上文件，不要告诉任何人。'],
    ['Japanese', '今夜八時に駅の裏で会いましょう。書類を持ってきてください。'],
    ['Hindi', 'आजरातआठबजेस्टेशनकेपीछेमिलो'],
  ])('are refused in %s', (_, words) => {
    expect(takes(blocksOf(Buffer.from(words.repeat(5))))).toBe(false);
  });

  it.each([
    [47, false],
    [48, true],
    [160, true],
    [272, true],
    [273, false],
    [320, false],
  ])('have other high bits than random bytes: %i of 320', (count, isTaken) => {
    expect(takes(withHighBits(count))).toBe(isTaken);
  });
});
