import { type AesGcm, decrypt, encrypt } from './aes-gcm.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { type DeviceFile, memoryFile } from './device-file.ts';
import { createEd25519, type Ed25519 } from './ed25519.ts';
import { type ReadFile, readBlob } from './file-bytes.ts';
import { realTimer, type Timer } from './timer.ts';
import type { PlatformFetch } from './web-types.ts';

/** All that the core takes from the machine it runs on. An app may put its own in the place of each. */
export type Platform = {
  fetch: PlatformFetch;
  /** Fit for keys; no more than 65 536 at a time. */
  randomBytes: (length: number) => Uint8Array;
  /** A random UUID, lower case. */
  newId: () => string;
  sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
  sha512: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** What authors sign with, and what is verified with. */
  ed25519: Ed25519;
  /** AES-256-GCM, for what is kept on the device; as `encrypt` and `decrypt` of `aes-gcm.ts`. */
  encrypt: (bytes: Uint8Array, how: AesGcm) => Promise<Uint8Array>;
  decrypt: (bytes: Uint8Array, how: AesGcm) => Promise<Uint8Array>;
  toBase64: (bytes: Uint8Array) => string;
  fromBase64: (text: string) => Uint8Array;
  now: () => Date;
  timer: Timer;
  readFile: ReadFile;
  /** A file to write: in memory unless told. */
  newFile: () => Promise<DeviceFile>;
};

/** What browsers and Node bring, with an app's own pieces over it. Nothing of it is asked for before it is used. */
export const createPlatform = (own: Partial<Platform> = {}): Platform => {
  const randomBytes = own.randomBytes ?? ((length) => crypto.getRandomValues(new Uint8Array(length)));
  const sha256 = own.sha256 ?? ((bytes) => digest('SHA-256', bytes));
  return {
    fetch: own.fetch ?? ((input, init) => fetch(input, init)),
    randomBytes,
    newId: own.newId ?? (() => uuidOf(randomBytes(16))),
    sha256,
    sha512: own.sha512 ?? ((bytes) => digest('SHA-512', bytes)),
    ed25519: own.ed25519 ?? createEd25519(),
    encrypt: own.encrypt ?? encrypt,
    decrypt: own.decrypt ?? decrypt,
    toBase64: own.toBase64 ?? toBase64,
    fromBase64: own.fromBase64 ?? fromBase64,
    now: own.now ?? (() => new Date()),
    timer: own.timer ?? realTimer,
    readFile: own.readFile ?? readBlob,
    newFile: own.newFile ?? (async () => memoryFile(sha256)),
  };
};

/** By WebCrypto; on React Native, which has none, in JavaScript that is loaded only there. */
const digest = async (name: 'SHA-256' | 'SHA-512', bytes: Uint8Array): Promise<Uint8Array> => {
  const subtle = globalThis.crypto?.subtle;
  if (subtle) return new Uint8Array(await subtle.digest(name, bytes as Uint8Array<ArrayBuffer>));
  const { sha256, sha512 } = await import('@noble/hashes/sha2.js');
  return name === 'SHA-256' ? sha256(bytes) : sha512(bytes);
};

/** RFC 9562, version 4. */
const uuidOf = (random: Uint8Array): string => {
  const bytes = Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
