import type { KeyObject } from 'node:crypto';

export type Bytes = Uint8Array;
export type Method = (...args: never[]) => unknown;
/** What the app leaves out comes as null. */
export type Maybe<T> = T | null | undefined;

/** A native object: its methods, and those that answer a promise. A name with `$` is not for the app. */
export type NativeObject = { [method: string]: Method | Record<string, Method> } & {
  $promised?: Record<string, Method>;
};
/** A `KeyObjectHandle`, as other native objects get it. */
export type KeyHandle = { $key: () => KeyObject };

/** Bytes of their own, without what lies beside them in Node's memory. */
export const bytes = (value: Bytes): Bytes => new Uint8Array(value);

/** The name of a hash in Node, of one in WebCrypto. */
export const hashName = (name: string): string => name.toLowerCase().replace(/^sha-/, 'sha');
