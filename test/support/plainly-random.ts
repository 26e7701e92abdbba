import {
  BYTES_TOGETHER,
  DEVIATIONS,
  fewestKinds,
  IMPROBABLE,
  kindsIn,
  LETTERS_TOGETHER,
  MOST_BYTES_OF_TEXT,
  MOST_LETTERS_OF_A_CASE,
} from '../../shared/contract/looks-random.ts';

/** The rules of `looksRandom` one after another, each as it is said, whatever it takes. */
export const looksRandomPlainly = (bytes: Uint8Array): boolean => {
  const letters = lettersOf(bytes);
  return (
    hasUsual(countIn(bytes, 0x80, 0xff), bytes.length, 1 / 2) &&
    hasUsual(countIn(letters, SMALL_A, SMALL_Z), letters.length, 26 / 64) &&
    hasUsual(countIn(letters, ZERO, NINE), letters.length, 10 / 64) &&
    longestText(bytes) <= MOST_BYTES_OF_TEXT &&
    longestCase(letters) <= MOST_LETTERS_OF_A_CASE &&
    isVaried(bytes, 256, BYTES_TOGETHER) &&
    isVaried(everySecond(bytes, 0), 256, BYTES_TOGETHER) &&
    isVaried(everySecond(bytes, 1), 256, BYTES_TOGETHER) &&
    isVaried(letters, 64, LETTERS_TOGETHER)
  );
};

const SMALL_A = 26;
const SMALL_Z = 51;
const ZERO = 52;
const NINE = 61;
const PLUS = 62;

/** The letters that base64 writes these bytes in, by their places in its alphabet: capitals, small ones, digits, two signs. */
const lettersOf = (bytes: Uint8Array): Uint8Array => {
  const letters = new Uint8Array(Math.floor((bytes.length * 4) / 3));
  for (let at = 0, to = 0; at < bytes.length; at += 3, to += 4) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    letters[to] = three >> 18;
    letters[to + 1] = (three >> 12) & 63;
    letters[to + 2] = (three >> 6) & 63;
    letters[to + 3] = three & 63;
  }
  return letters;
};

const countIn = (values: Uint8Array, first: number, last: number): number => {
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value >= first && value <= last) count++;
  }
  return count;
};

const hasUsual = (count: number, of: number, share: number): boolean =>
  Math.abs(count - of * share) <= DEVIATIONS * Math.sqrt(of * share * (1 - share));

/** The most bytes in a row that are characters of UTF-8, without those that no text has. */
const longestText = (bytes: Uint8Array): number => {
  let longest = 0;
  for (let at = 0, start = 0; at < bytes.length; ) {
    const size = sizeOfCharacter(bytes, at);
    at += size || 1;
    if (size === 0) start = at;
    else if (at - start > longest) longest = at - start;
  }
  return longest;
};

/** 0 when no character begins here. */
const sizeOfCharacter = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return isPrinted(first) ? 1 : 0;
  const size = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let next = at + 1; next < at + size; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
};

const isPrinted = (ascii: number): boolean =>
  (ascii >= 0x20 && ascii < 0x7f) || ascii === 0x09 || ascii === 0x0a || ascii === 0x0d;

/** The most letters of base64 in a row that are capitals, or small ones; a sign may stand for a space. */
const longestCase = (letters: Uint8Array): number => {
  let longest = 0;
  for (let index = 0, capitals = 0, small = 0; index < letters.length; index++) {
    const letter = letters[index] ?? 0;
    const isSign = letter >= PLUS;
    capitals = isSign || letter < SMALL_A ? capitals + 1 : 0;
    small = isSign || (letter >= SMALL_A && letter <= SMALL_Z) ? small + 1 : 0;
    longest = Math.max(longest, capitals, small);
  }
  return longest;
};

/** In UTF-16 one of them says which script it is. */
const everySecond = (bytes: Uint8Array, from: 0 | 1): Uint8Array => {
  const taken = new Uint8Array((bytes.length + 1 - from) >> 1);
  for (let index = 0; index < taken.length; index++) taken[index] = bytes[2 * index + from] ?? 0;
  return taken;
};

/** Whether, of so many kinds that there may be, enough are among the values, wherever one looks. */
const isVaried = (values: Uint8Array, kinds: number, together: number): boolean => {
  for (let end = Math.min(together, values.length); ; end = Math.min(end + together, values.length)) {
    const seen = values.subarray(Math.max(0, end - together), end);
    if (kindsIn(seen) < fewest(seen.length, kinds)) return false;
    if (end === values.length) return true;
  }
};

const known = new Map<string, number>();
const fewest = (count: number, kinds: number): number => {
  const key = `${count}/${kinds}`;
  const found = known.get(key) ?? fewestKinds(count, kinds, IMPROBABLE);
  known.set(key, found);
  return found;
};
