import { StreamError } from '../errors.ts';
import type { Custom } from '../stored.ts';

const CUSTOM_LIMIT_BYTES = 5 * 1024;
const UNSAFE_KEYS = new Set(['__proto__', 'prototype', 'constructor']);

/** v1 puts custom fields flat beside the built-in ones (v2 would nest them); a built-in one wins. */
export const flatten = <Known extends object>(known: Known, custom: Custom): Known & Custom => ({
  ...custom,
  ...known,
});

/** The custom part of an object a client sent: every key that is not built in. Throws code 22 above 5 KB. */
export const customPart = (sent: object, builtIn: ReadonlySet<string>): Custom => {
  const entries = Object.entries(sent).filter(([key, value]) => !builtIn.has(key) && value !== undefined);
  for (const [key] of entries) refuseUnsafe(key);
  return limitCustom(Object.fromEntries(entries));
};

/** Throws code 22 when the custom fields take more than 5 KB together (stream.md section 10.3). */
export const limitCustom = (custom: Custom): Custom => {
  if (Buffer.byteLength(JSON.stringify(custom)) > CUSTOM_LIMIT_BYTES)
    throw new StreamError('payloadTooBig', 'custom data is larger than 5 KB');
  return custom;
};

/** A copy with the keys set and unset; a dotted key reaches into nested objects. Throws code 4 on an unsafe key, 22 above 5 KB. */
export const withPartial = (custom: Custom, set: Custom, unset: readonly string[]): Custom => {
  const next = structuredClone(custom);
  for (const [path, value] of Object.entries(set)) {
    const [holder, key] = reach(next, path);
    holder[key] = value;
  }
  for (const path of unset) {
    const [holder, key] = reach(next, path);
    delete holder[key];
  }
  return limitCustom(next);
};

const reach = (root: Custom, path: string): [Custom, string] => {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let holder = root;
  for (const key of keys) {
    refusePart(key);
    const inner = holder[key];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) holder[key] = {};
    holder = holder[key] as Custom;
  }
  refusePart(last);
  return [holder, last];
};

const refuseUnsafe = (key: string): void => {
  if (UNSAFE_KEYS.has(key)) throw new StreamError('input', 'a custom field has a name that is not allowed');
};

/** A part of a dotted path is not empty and has no blanks [test: stream-chat-js, 2021]. */
const refusePart = (key: string): void => {
  refuseUnsafe(key);
  if (key === '' || /\s/.test(key))
    throw new StreamError('input', 'a field to set has a name that is not allowed');
};
