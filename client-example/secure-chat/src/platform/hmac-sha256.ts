import type { Platform } from './platform.ts';

const BLOCK_BYTES = 64;

/** HMAC-SHA-256 (RFC 2104), 32 bytes, of whatever makes SHA-256 here. `key`: no more than 64 bytes. */
export const hmacSha256 = async (
  sha256: Platform['sha256'],
  key: Uint8Array,
  bytes: Uint8Array,
): Promise<Uint8Array> => {
  const padded = (filler: number) =>
    Uint8Array.from({ length: BLOCK_BYTES }, (_, at) => (key[at] ?? 0) ^ filler);
  return sha256(joined(padded(0x5c), await sha256(joined(padded(0x36), bytes))));
};

const joined = (front: Uint8Array, back: Uint8Array): Uint8Array => {
  const all = new Uint8Array(front.length + back.length);
  all.set(front);
  all.set(back, front.length);
  return all;
};
