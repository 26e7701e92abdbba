import metadata from 'libphonenumber-js/max/metadata';

type Random = (below: number) => number;

/** Libphonenumber's data of a country: the code, and the patterns of all its national numbers and of those of each type. */
type Country = [string, unknown, string, ...unknown[]];
const TYPES = 11;

export const COUNTRIES = Object.keys(metadata.countries);

/** National numbers of a country, `each` of every type that it has, made from the patterns that say which are valid. In E.164. */
export const numbersOf = (code: string, each: number, random: Random): string[] => {
  const country = metadata.countries[code as never] as unknown as Country;
  const types = (country[TYPES] ?? []) as (readonly [string?] | 0)[];
  const patterns = [country[2], ...types.flatMap((type) => (type ? (type[0] ?? []) : []))];
  const made = patterns.flatMap((pattern) => Array.from({ length: each }, () => matching(pattern, random)));
  return [...new Set(made)].map((national) => `+${country[0]}${national}`);
};

/** A seeded one: what it finds once it finds again. */
export const randomFrom = (seed: number): Random => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1;
    return (state >>> 8) % below;
  };
};

/** A text that a pattern of the data takes: digits, `\d`, sets, groups, alternatives and counts are all that stands there. */
const matching = (pattern: string, random: Random): string => {
  let at = 0;
  const eats = (text: string): boolean => {
    const isThere = pattern.startsWith(text, at);
    if (isThere) at += text.length;
    return isThere;
  };
  const oneOf = (): (() => string) => {
    const ways = [sequence()];
    while (eats('|')) ways.push(sequence());
    return () => ways[random(ways.length)]?.() ?? '';
  };
  const sequence = (): (() => string) => {
    const parts: (() => string)[] = [];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') parts.push(counted(part()));
    return () => parts.map((make) => make()).join('');
  };
  const part = (): (() => string) => {
    if (eats('(')) {
      eats('?:');
      const inside = oneOf();
      eats(')');
      return inside;
    }
    const [text = ''] = /^(?:\[[^\]]*\]|\\d|\d)/.exec(pattern.slice(at)) ?? [];
    if (text === '') throw new Error(`not a pattern of digits: ${pattern.slice(at)}`);
    at += text.length;
    const digits = [...'0123456789'].filter((digit) => new RegExp(`^${text}$`).test(digit));
    return () => digits[random(digits.length)] ?? '';
  };
  const counted = (make: () => string): (() => string) => {
    const [text = '', optional, least = '1', most = least] =
      /^(?:(\?)|\{(\d+)(?:,(\d+))?\})/.exec(pattern.slice(at)) ?? [];
    at += text.length;
    const [low, high] = optional ? [0, 1] : [Number(least), Number(most)];
    return () => Array.from({ length: low + random(high - low + 1) }, make).join('');
  };
  return oneOf()();
};
