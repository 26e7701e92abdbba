/*
 * Whether bytes may be ciphertext, by looking at them alone. Random bytes may be anything, so each rule here refuses only what they are hardly
 * ever; how rarely all of them together are wrong is calculated and tried by `npm run lab:shape` (docs/decisions/023-what-clients-may-write.md).
 * Plain loops: the hook has 1.5 seconds, and functions over each byte take several times as long.
 */

/** What random bytes may fall short of by chance, at one look. A message is looked at in 250 ways at most. */
export const IMPROBABLE = 1e-12;
/** The same for a share: so many standard deviations. */
export const DEVIATIONS = 7.5;

/** Bytes that are looked at together: of random ones 160 are different, of a text 50. */
export const BYTES_TOGETHER = 256;
/** The same of the letters that base64 is written in: 61 of 64, and in words 25. */
export const LETTERS_TOGETHER = 192;
/** So many bytes in a row may be text in UTF-8. */
export const MOST_BYTES_OF_TEXT = 47;
/** So many letters of base64 in a row may be of one case. */
export const MOST_LETTERS_OF_A_CASE = 43;

/**
 * Whether bytes are such as encryption gives: neither text in UTF-8, a code page or UTF-16 of any script, nor words spelled in the letters of
 * base64, nor one of these among random bytes if it is long. What is compressed, or has no pattern otherwise, is taken. Pure.
 */
export const looksRandom = (bytes: Uint8Array): boolean => {
  const { letters, high, small, digits } = spell(bytes);
  return (
    hasUsual(high, bytes.length, 1 / 2) &&
    hasUsual(small, letters.length, 26 / 64) &&
    hasUsual(digits, letters.length, 10 / 64) &&
    !hasLongText(bytes) &&
    findRun(letters, MOST_LETTERS_OF_A_CASE, CAPITALS) === null &&
    findRun(letters, MOST_LETTERS_OF_A_CASE, SMALL) === null &&
    isVaried(bytes, { kinds: 256, together: BYTES_TOGETHER }) &&
    // In UTF-16 every second byte says which script it is.
    isVaried(bytes, { kinds: 256, together: BYTES_TOGETHER, every: 2 }) &&
    isVaried(bytes.subarray(1), { kinds: 256, together: BYTES_TOGETHER, every: 2 }) &&
    isVaried(letters, { kinds: 64, together: LETTERS_TOGETHER })
  );
};

const SMALL_A = 26;
const SMALL_Z = 51;
const ZERO = 52;
const NINE = 61;
const PLUS = 62;
const isSmall = (letter: number): boolean => letter >= SMALL_A && letter <= SMALL_Z;
const isDigit = (letter: number): boolean => letter >= ZERO && letter <= NINE;
const isSign = (letter: number): boolean => letter >= PLUS;

/** Says of each value, 1 or 0, whether it is one of these. */
const tableOf = (values: number, isOne: (value: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: values }, (_, value) => Number(isOne(value)));

/** A sign may stand for a space. */
const CAPITALS = tableOf(64, (letter) => letter < SMALL_A || isSign(letter));
const SMALL = tableOf(64, (letter) => isSmall(letter) || isSign(letter));

/** Where digits are counted in the same sum: no text has as many small letters. */
const A_DIGIT = 2 ** 32;
const inOne = (letter: number): number => (isSmall(letter) ? 1 : isDigit(letter) ? A_DIGIT : 0);
/** Of each two letters in a row: how many are small, and {@link A_DIGIT} for each digit. */
const IN_TWO = Float64Array.from({ length: 64 * 64 }, (_, two) => inOne(two >> 6) + inOne(two & 63));

type Spelled = {
  /** That base64 writes the bytes in, by their places in its alphabet: capitals, small ones, digits, two signs. */
  letters: Uint8Array;
  /** How many bytes are not of ASCII. */
  high: number;
  /** How many letters are small. */
  small: number;
  digits: number;
};

/** All that can be had in one pass, three bytes and four letters at a time. */
const spell = (bytes: Uint8Array): Spelled => {
  const groups = Math.ceil(bytes.length / 3);
  const filled = new Uint8Array(groups * 3);
  filled.set(bytes);
  const letters = new Uint8Array(groups * 4);
  let high = 0;
  let inAll = 0;
  for (let at = 0, to = 0; at < filled.length; at += 3, to += 4) {
    const three = ((filled[at] ?? 0) << 16) | ((filled[at + 1] ?? 0) << 8) | (filled[at + 2] ?? 0);
    letters[to] = three >> 18;
    letters[to + 1] = (three >> 12) & 63;
    letters[to + 2] = (three >> 6) & 63;
    letters[to + 3] = three & 63;
    high += (three >> 23) + ((three >> 15) & 1) + ((three >> 7) & 1);
    inAll += (IN_TWO[three >> 12] ?? 0) + (IN_TWO[three & 4095] ?? 0);
  }
  const whole = Math.floor((bytes.length * 4) / 3);
  // What only fills up the last three bytes is no letter.
  for (let at = whole; at < letters.length; at++) inAll -= inOne(letters[at] ?? 0);
  return {
    letters: letters.subarray(0, whole),
    high,
    small: inAll % A_DIGIT,
    digits: Math.floor(inAll / A_DIGIT),
  };
};

const hasUsual = (count: number, of: number, share: number): boolean =>
  Math.abs(count - of * share) <= DEVIATIONS * Math.sqrt(of * share * (1 - share));

/**
 * Where more than so many values of a table follow each other, first; null where they nowhere do. Looks back from where such a run would end:
 * whatever is not of the table, none goes over it, so that among random values most need not be looked at.
 */
const findRun = (values: Uint8Array, most: number, isOne: Uint8Array): number | null => {
  for (let start = 0; start + most < values.length; ) {
    let at = start + most;
    while (at >= start && isOne[values[at] ?? 0] === 1) at--;
    if (at < start) return start;
    start = at + 1;
  }
  return null;
};

const isPrinted = (ascii: number): boolean =>
  (ascii >= 0x20 && ascii < 0x7f) || ascii === 0x09 || ascii === 0x0a || ascii === 0x0d;

/** Of the character that begins with this byte; 0 when none does. */
const sizeOf = (first: number): number => {
  if (first < 0x80) return isPrinted(first) ? 1 : 0;
  return first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
};

/** Bytes that are part of a character of UTF-8, without those that no text has; not in every place. */
const OF_TEXT = tableOf(256, (byte) => (byte < 0x80 ? isPrinted(byte) : byte < 0xc0 || sizeOf(byte) > 0));

/** Whether more bytes in a row are text in UTF-8 than may be by chance. */
const hasLongText = (bytes: Uint8Array): boolean => {
  for (let left = bytes; ; ) {
    const start = findRun(left, MOST_BYTES_OF_TEXT, OF_TEXT);
    if (start === null) return false;
    let end = start;
    while (end < left.length && OF_TEXT[left[end] ?? 0] === 1) end++;
    if (longestText(left.subarray(start, end)) > MOST_BYTES_OF_TEXT) return true;
    left = left.subarray(end);
  }
};

/** The most bytes in a row that are characters of UTF-8. */
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
  const size = sizeOf(bytes[at] ?? 0);
  for (let next = at + 1; next < at + size; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
};

type Looked = {
  /** That there may be. */
  kinds: number;
  /** That are looked at at once. */
  together: number;
  /** Only every so many of the values, from the first one on. */
  every?: number;
};

/** Whether, of so many kinds that there may be, enough are among the values, wherever one looks. */
const isVaried = (values: Uint8Array, { kinds, together, every = 1 }: Looked): boolean => {
  const count = Math.ceil(values.length / every);
  const size = Math.min(together, count);
  const fewest = fewestByChance(size, kinds);
  const isSeen = new Uint8Array(kinds);
  for (let end = size; ; end = Math.min(end + together, count)) {
    isSeen.fill(0);
    let missing = fewest;
    for (let at = (end - size) * every; missing > 0 && at < end * every; at += every) {
      const value = values[at] ?? 0;
      missing -= 1 - (isSeen[value] ?? 0);
      isSeen[value] = 1;
    }
    if (missing > 0) return false;
    if (end === count) return true;
  }
};

/** How many different values there are. */
export const kindsIn = (values: Uint8Array): number => {
  const isSeen = new Uint8Array(256);
  for (let index = 0; index < values.length; index++) isSeen[values[index] ?? 0] = 1;
  let kinds = 0;
  for (let value = 0; value < isSeen.length; value++) kinds += isSeen[value] ?? 0;
  return kinds;
};

const known = new Map<number, number>();

/** {@link fewestKinds} of what is looked at here, each calculated once. */
const fewestByChance = (count: number, kinds: number): number => {
  const key = count * 1024 + kinds;
  const fewest = known.get(key) ?? fewestKinds(count, kinds, IMPROBABLE);
  known.set(key, fewest);
  return fewest;
};

/** The fewest different values that so many random ones have, but for a chance of `improbable`. */
export const fewestKinds = (count: number, kinds: number, improbable: number): number => {
  let below = 0;
  const found = chancesOfKinds(count, kinds).findIndex((chance) => {
    below += chance;
    return below > improbable;
  });
  return Math.max(found, 0);
};

/** The chance of each number of different values among so many random ones: exactly, value by value. */
export const chancesOfKinds = (count: number, kinds: number): Float64Array => {
  const chances = new Float64Array(kinds + 1);
  chances[0] = 1;
  for (let taken = 0; taken < count; taken++) {
    for (let seen = kinds; seen > 0; seen--)
      chances[seen] = ((chances[seen] ?? 0) * seen + (chances[seen - 1] ?? 0) * (kinds - seen + 1)) / kinds;
    chances[0] = 0;
  }
  return chances;
};
