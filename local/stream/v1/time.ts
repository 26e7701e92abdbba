import { StreamError } from '../errors.ts';

/** v1 encodes every server time as an RFC 3339 string (v2 would be Unix nanoseconds). */
export const encodeTime = (time: number): string => new Date(time).toISOString();

/** Like {@link encodeTime}, for a time that may not be there: an absent one is an absent key. */
export const encodeOptionalTime = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : encodeTime(time);

/** Reads a time a client sent. Throws code 4 when it is no date. */
export const decodeTime = (value: unknown, field: string): number => {
  const time =
    typeof value === 'string' || typeof value === 'number' ? Date.parse(String(value)) : Number.NaN;
  if (Number.isNaN(time)) throw new StreamError('input', `${field} must be an RFC 3339 time`);
  return time;
};

/** Reads a time that may be absent, null or empty (all mean: none). */
export const decodeOptionalTime = (value: unknown, field: string): number | undefined =>
  value === undefined || value === null || value === '' ? undefined : decodeTime(value, field);
