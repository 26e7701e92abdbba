import { parseJson } from './parse-json.ts';

/**
 * The one text of a JSON value: keys sorted by their UTF-16 code units at each level, no white space, absent (`undefined`) members left out,
 * strings and numbers as `JSON.stringify` writes them (RFC 8785, but that half of a surrogate pair is escaped, not refused).
 */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};

/** Deeper than anything of ours; a text of a thousand brackets would be too deep for some devices' stacks and not for others'. */
const MOST_LEVELS = 8;

/** Reads a text that is written exactly so; undefined for every other spelling of the same value, for more than eight levels, and for what is no JSON. */
export const parseCanonicalJson = (text: string): unknown => {
  const value = parseJson(text);
  const isOurs = value !== undefined && hasFewLevels(value, MOST_LEVELS) && canonicalJson(value) === text;
  return isOurs ? value : undefined;
};

const hasFewLevels = (value: unknown, most: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (most > 0 && Object.values(value).every((member) => hasFewLevels(member, most - 1)));
