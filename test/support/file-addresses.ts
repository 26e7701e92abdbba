import { randomBytes, randomUUID } from 'node:crypto';

export const CDN = 'https://us-east.stream-io-cdn.com';

const inAddress = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');

export const newSignature = (bytes = 256): string => inAddress(randomBytes(bytes));

/** Where Stream's CDN would keep an upload of ours. */
export const newPlace = (origin = CDN): string =>
  `${origin}/1234567/attachments/${randomUUID()}.${randomUUID()}.bin`;

/** Signed in the shorter of the two forms that Amazon's CDN knows. */
export const signedUntil = (place: string, expires = 1_790_000_000): string =>
  `${place}?Expires=${expires}&Signature=${newSignature()}&Key-Pair-Id=APKAEXAMPLE000000000`;

/** Signed in the longer one; with more conditions than a time, if told. */
export const signedByPolicy = (place: string, resource = `${place}*`, more: object = {}): string => {
  const conditions = { DateLessThan: { 'AWS:EpochTime': 1_790_000_000 }, ...more };
  const policy = JSON.stringify({ Statement: [{ Resource: resource, Condition: conditions }] });
  return `${place}?Key-Pair-Id=APKAEXAMPLE000000000&Policy=${inAddress(Buffer.from(policy))}&Signature=${newSignature()}`;
};
