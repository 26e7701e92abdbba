import { describe, expect, it } from '@jest/globals';
import {
  BYTES_TOGETHER,
  chancesOfKinds,
  fewestKinds,
  IMPROBABLE,
  LETTERS_TOGETHER,
  looksRandom,
} from '../../../shared/contract/looks-random.ts';
import { chanceOfRefusal } from '../../lab/shape-bounds.ts';
import { looksRandomPlainly } from '../../support/plainly-random.ts';
import { COSTUMES, filledWith, sameRandom, WIDE_COSTUMES } from '../../support/shape.ts';

const SIZES = [64, 80, 96, 256, 1024, 14_928];
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const bytesOfLetters = (places: readonly number[]) =>
  Buffer.from(places.map((place) => BASE64[place]).join(''), 'base64');
/** So many different values in turn, from all over. */
const ofKinds = (kinds: number, length: number) =>
  Buffer.from(Array.from({ length }, (_, index) => (inTurn(index, kinds) * 97 + 13) % 256));
/** All of them, and then any. */
const inTurn = (index: number, kinds: number) =>
  index < kinds ? index : (sameRandom(512, kinds)[index] ?? 0) % kinds;
const fewestBytes = (count: number) => fewestKinds(count, 256, IMPROBABLE);

describe('words', () => {
  it.each(COSTUMES)('are refused at every length: %s', (_, words) => {
    for (const size of SIZES) expect([size, looksRandom(filledWith(words, size))]).toEqual([size, false]);
  });

  it.each(WIDE_COSTUMES)('are refused when they are longer: %s', (_, words) => {
    for (const size of SIZES.slice(2))
      expect([size, looksRandom(filledWith(words, size))]).toEqual([size, false]);
  });

  it.each(COSTUMES)('are refused at the end of a long message, random before: %s', (_, words) => {
    expect(looksRandom(Buffer.concat([sameRandom(1024), filledWith(words, 256)]))).toBe(false);
    expect(looksRandom(Buffer.concat([sameRandom(1000), filledWith(words, 200)]))).toBe(false);
    expect(looksRandom(Buffer.concat([filledWith(words, 256), sameRandom(1024)]))).toBe(false);
  });
});

describe('random bytes', () => {
  it('are taken, short and long', () => {
    for (let blocks = 2; blocks <= 933; blocks += blocks < 40 ? 1 : 19)
      expect([blocks, looksRandom(sameRandom(16 * blocks, blocks))]).toEqual([blocks, true]);
  });

  it('are taken when they are longer than anything that is looked at, and have more than 65,535 small letters', () => {
    for (const size of [117_744, 122_880, 163_840, 400_000])
      expect([size, looksRandom(sameRandom(size))]).toEqual([size, true]);
  });

  /** Of 1024 random bytes, so many in the middle are these. */
  const amongRandom = (words: Buffer) => {
    const bytes = Buffer.concat([sameRandom(1024)]);
    bytes.fill(0xff, 499, 501 + words.length); // what no text has
    bytes.set(words, 500);
    return bytes;
  };

  it.each([
    ['English', 'meet me behind the station at eight'],
    ['Russian', 'Встретимся в восемь за'],
    ['Chinese', '今晚八点在车站后面见面带上文'],
    ['Thai', 'เจอกันหลังสถานีสองทุ่ม'],
    ['faces', '🎉🙈😀🎂🦓🚀🎉🙈😀🎂🦓'],
  ])('with words in the middle are refused from 48 bytes on: %s', (_, words) => {
    const spaced = Buffer.from(words + ' '.repeat(20));
    expect(looksRandom(amongRandom(spaced.subarray(0, 47)))).toBe(true);
    expect(looksRandom(amongRandom(spaced.subarray(0, 48)))).toBe(false);
  });

  it.each([
    [0x00, false],
    [0x09, true],
    [0x0a, true],
    [0x0d, true],
    [0x1f, false],
    [0x20, true],
    [0x7e, true],
    [0x7f, false],
    [0x80, false],
    [0xc1, false],
    [0xf5, false],
    [0xff, false],
  ])('with %d between words are refused as a text when that is part of one', (code, isText) => {
    const words = Buffer.from('meet me behind the station+at eight, bring papers');
    words[26] = code;
    expect(looksRandom(amongRandom(words))).toBe(!isText);
  });

  it.each([
    [[0xc2, 0xa9], true],
    [[0xdf, 0xbf], true],
    [[0xc1, 0x80], false],
    [[0xc2, 0x20], false],
    [[0xe0, 0xa4, 0x86], true],
    [[0xe2, 0x82, 0xac], true],
    [[0xef, 0xbf, 0xbd], true],
    [[0xe2, 0x82, 0xc0], false],
    [[0xf0, 0x9f, 0x8e, 0x89], true],
    [[0xf4, 0x8f, 0xbf, 0xbf], true],
    [[0xf5, 0x80, 0x80, 0x80], false],
    [[0xf0, 0x9f, 0x8e, 0x40], false],
  ])('with the character %j between words are refused when it is one', (character, isText) => {
    const words = Buffer.concat([
      Buffer.from('meet me behind the station '),
      Buffer.from(character),
      Buffer.from(' at eight, bring it'),
    ]);
    expect(looksRandom(amongRandom(words))).toBe(!isText);
  });

  it.each([
    ['small ones', 26, 26],
    ['capitals', 0, 26],
  ])('with words in the letters of base64, %s, are refused from 44 letters on', (_, first, kinds) => {
    const spelled = (length: number, other?: number) => {
      const places = Array.from({ length: 1024 }, (_x, index) => sameRandom(1024, 5)[index] ?? 0).map(
        (byte) => byte & 63,
      );
      places.fill(52, 500, 502 + length); // digits before and after
      for (let index = 0; index < length; index++)
        places[501 + index] = index % 6 === 5 ? 62 + (index & 1) : first + ((index * 7) % kinds);
      if (other !== undefined) places[520] = other;
      return bytesOfLetters(places);
    };
    expect(looksRandom(spelled(43))).toBe(true);
    expect(looksRandom(spelled(44))).toBe(false);
    for (const other of [first - 1, first + kinds, 52, 61])
      if (other >= 0) expect(looksRandom(spelled(44, other))).toBe(true);
  });
});

describe('what random bytes have by chance', () => {
  it.each([
    [1, false],
    [2, true],
    [32, true],
    [62, true],
    [63, false],
  ])('is high bits: %i of 64 bytes', (high, isTaken) => {
    const bytes = Array.from({ length: 64 }, (_, index) => ((index * 37) % 128) + (index < high ? 128 : 0));
    const mixed = bytes.map((_, index) => bytes[(index * 27) % 64] ?? 0);
    expect(looksRandom(Buffer.from(mixed))).toBe(isTaken);
  });

  /** In base64, so many letters of a kind, and all others of other kinds. */
  const spelledWith = (letters: number, count: number, [first, kinds]: readonly [number, number]) => {
    const others = [...Array(62).keys()].filter((place) => place < first || place >= first + kinds);
    const any = sameRandom(letters, 7);
    const places = Array.from({ length: letters }, (_, index) =>
      index < count ? first + (index % kinds) : (others[(any[index] ?? 0) % others.length] ?? 0),
    );
    const mixed = places.map((_, index) => places[(index * 32) % letters] ?? 0);
    return bytesOfLetters([...mixed, 0]);
  };
  const SMALL = [26, 26] as const;
  const DIGITS = [52, 10] as const;

  it.each([
    [85, SMALL, 'small letters', 0, 1, 68, 69],
    [85, DIGITS, 'digits', undefined, 0, 38, 39],
    [341, DIGITS, 'digits', 2, 3, 103, 104],
  ])('is, among %i letters of base64, %j: as many %s', (letters, kind, _, few, fewest, most, many) => {
    const isTaken = (count: number) => looksRandom(spelledWith(letters, count, kind));
    expect([fewest, most].map(isTaken)).toEqual([true, true]);
    for (const count of [few, many]) if (count !== undefined) expect(isTaken(count)).toBe(false);
  });

  it.each([64, 80, 128, 256])('is different values among %i bytes', (length) => {
    expect(looksRandom(ofKinds(fewestBytes(length), length))).toBe(true);
    expect(looksRandom(ofKinds(fewestBytes(length) - 1, length))).toBe(false);
  });

  it.each([0, 1] as const)('is different values among every second byte, from %i', (from) => {
    const withKinds = (kinds: number) => {
      const bytes = Buffer.from(sameRandom(128, 3));
      for (const [index, value] of ofKinds(kinds, 64).entries()) bytes[2 * index + from] = value;
      return bytes;
    };
    expect(looksRandom(withKinds(fewestBytes(64)))).toBe(true);
    expect(looksRandom(withKinds(fewestBytes(64) - 1))).toBe(false);
  });

  it('is different letters in base64', () => {
    const fewest = fewestKinds(85, 64, IMPROBABLE);
    const spelled = (kinds: number) =>
      bytesOfLetters([...Array.from({ length: 85 }, (_, index) => (inTurn(index, kinds) * 23 + 7) % 64), 0]);
    const kindsOf = (bytes: Buffer) => new Set([...bytes.toString('base64').slice(0, 85)]).size;
    const both = [fewest, fewest - 1].map((kinds) => spelled(kinds));
    expect(both.map(kindsOf)).toEqual([fewest, fewest - 1]);
    expect(both.map(looksRandom)).toEqual([true, false]);
  });

  it('is looked at together, as far as random values are still different', () => {
    const poor = (length: number) => ofKinds(fewestBytes(BYTES_TOGETHER) - 1, length);
    const rich = sameRandom(BYTES_TOGETHER, 9);
    expect(looksRandom(Buffer.concat([rich, poor(BYTES_TOGETHER)]))).toBe(false);
    expect(looksRandom(Buffer.concat([poor(BYTES_TOGETHER), rich]))).toBe(false);
    expect(looksRandom(Buffer.concat([rich.subarray(0, 32), poor(BYTES_TOGETHER)]))).toBe(false);
    expect(looksRandom(Buffer.concat([poor(128), rich, rich.subarray(0, 128)]))).toBe(true);
    expect(LETTERS_TOGETHER).toBe(192);
  });
});

it('random bytes of any length are refused less than once in a thousand million messages', () => {
  for (const length of [64, 80, 96, 112, 128, 256, 1024, 14_928])
    expect([length, chanceOfRefusal(length) < 1e-9]).toEqual([length, true]);
});

describe('the chance of different values', () => {
  it('is exact: two coins, and the birthdays of 23 people', () => {
    expect([...chancesOfKinds(2, 2)]).toEqual([0, 0.5, 0.5]);
    expect(chancesOfKinds(23, 365)[23]).toBeCloseTo(0.492703, 6);
    expect([...chancesOfKinds(64, 256)].reduce((sum, chance) => sum + chance)).toBeCloseTo(1, 12);
  });

  it('says the fewest that come about more often than so improbable', () => {
    expect(fewestKinds(2, 2, 0.49)).toBe(1);
    expect(fewestKinds(2, 2, 0.5)).toBe(2);
    expect(fewestKinds(3, 2, 0.24)).toBe(1);
    expect(fewestKinds(64, 256, IMPROBABLE)).toBe(38);
  });
});

/** Numbers below 256 and below 65536 in turn, the same each time. */
const numbers = (seed: number) => {
  const random = sameRandom(64, seed);
  let at = 0;
  return (below: number) => random.readUInt16BE(2 * at++) % below;
};

/** Random bytes, a part of which is what words, patterns and letters of one case are made of. */
const mixed = (seed: number): Buffer => {
  const any = numbers(seed);
  const bytes = Buffer.from(sameRandom(any(3) === 0 ? any(1200) : 16 * any(40), seed));
  const [start, length, kind] = [any(bytes.length + 1), 30 + any(80), any(7)];
  const [kinds, step] = [20 + any(236), 1 + any(2)];
  const words = Buffer.from(COSTUMES[any(COSTUMES.length)]?.[1].subarray(0, length) ?? []);
  const isWide = kind > 3;
  for (let index = isWide ? 0 : start; index < bytes.length; index += isWide ? step : 1) {
    const place = index - start;
    if (!isWide && place >= length) break;
    const byte = bytes[index] ?? 0;
    if (kind < 2) bytes[index] = words[place % words.length] ?? byte;
    else if (kind === 2) bytes[index] = 0x20 | (byte & 0x7f);
    else if (kind === 3) bytes[index] = place % 2 === 0 ? 0xc0 + (byte % 0x20) : 0x80 | (byte & 0x3f);
    else bytes[index] = byte % kinds;
  }
  return bytes;
};

it('decides as its rules do when each is applied for itself', () => {
  const taken = { true: 0, false: 0 };
  for (let seed = 0; seed < 1_500; seed++) {
    const bytes = new Uint8Array(mixed(seed));
    const isTaken = looksRandom(bytes);
    taken[`${isTaken}`]++;
    expect([seed, isTaken]).toEqual([seed, looksRandomPlainly(bytes)]);
  }
  expect(Math.min(taken.true, taken.false)).toBeGreaterThan(300);
});
