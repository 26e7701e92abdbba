import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CheckStreamSignature } from '../domain/stream-hook.ts';
import type { Secret } from '../secrets.ts';
import type { ReadSecret } from './secrets-manager.ts';
import { unpack } from './unpack.ts';

/** A hook's message, channel and user are a few dozen kilobytes at Stream's own limits (stream.md section 10.3). */
export const MAX_HOOK_BYTES = 1_000_000;

const SIGNATURE = /^[0-9a-f]{64}$/;

/** The first byte of gzip. The one after it is not UTF-8, so it alone tells gzip that was made text; no JSON begins with it. */
const GZIP_FIRST_BYTE = 0x1f;

/**
 * Checks Stream's signature: lower-case hex HMAC-SHA256 over the uncompressed body (stream.md section 9.1), in constant
 * time, before anything is parsed, with the current and, during a rotation, the previous API secret. A body is unpacked
 * by its magic number, to at most {@link MAX_HOOK_BYTES}. A signature that fits neither may be made with a secret that is
 * newer than the ones held, so they are read anew before it is called wrong. Never throws.
 *
 * What a gateway hands over of a gzip body is not published. Its bytes are unpacked, and one that was unpacked on the way is
 * JSON already; the signature holds over both. Anything else that is, or is said to be, compressed was damaged on the way: it
 * cannot be told whose it is, so it is `unreadable` and not `unsigned`, which would let Stream's own message through.
 */
export const createSignatureCheck =
  (readStreamSecret: ReadSecret<'stream'>): CheckStreamSignature =>
  async ({ bytes, signature, contentEncoding }) => {
    if (!signature || !SIGNATURE.test(signature)) return { verdict: 'unsigned' };
    const body = unpack(bytes, MAX_HOOK_BYTES);
    if (!body || body[0] === GZIP_FIRST_BYTE) return { verdict: 'unreadable' };
    const given = Buffer.from(signature, 'hex');
    try {
      const isSigned =
        isSignedWith(await readStreamSecret(), body, given) ||
        isSignedWith(await readStreamSecret({ anew: true }), body, given);
      if (isSigned) return { verdict: 'signed', body };
      const isWhole = body !== bytes || !isCompressed(contentEncoding);
      return { verdict: isWhole ? 'unsigned' : 'unreadable' };
    } catch {
      return { verdict: 'unreadable' };
    }
  };

const isCompressed = (contentEncoding = ''): boolean => !['', 'identity'].includes(contentEncoding.trim());

const isSignedWith = (secret: Secret<'stream'>, body: Buffer, given: Buffer): boolean => {
  const known = [secret.apiSecret, secret.previousApiSecret].filter((text) => text !== undefined);
  const matches = known.map((text) =>
    timingSafeEqual(createHmac('sha256', text).update(body).digest(), given),
  );
  return matches.includes(true);
};
