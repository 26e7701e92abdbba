import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CheckStreamSignature } from '../domain/stream-hook.ts';
import type { Secret } from '../secrets.ts';
import type { ReadSecret } from './secrets-manager.ts';
import { unpack } from './unpack.ts';

/** A hook's message, channel and user are a few dozen kilobytes at Stream's own limits (stream.md section 10.3). */
export const MAX_HOOK_BYTES = 1_000_000;

const SIGNATURE = /^[0-9a-f]{64}$/;

/**
 * Checks Stream's signature: lower-case hex HMAC-SHA256 over the uncompressed body (stream.md section 9.1), in constant
 * time, before anything is parsed, with the current and, during a rotation, the previous API secret. A body is unpacked
 * by its magic number, to at most {@link MAX_HOOK_BYTES}. A signature that fits neither may be made with a secret that is
 * newer than the ones held, so they are read anew before it is called wrong. Never throws.
 */
export const createSignatureCheck =
  (readStreamSecret: ReadSecret<'stream'>): CheckStreamSignature =>
  async (bytes, signature) => {
    if (!signature || !SIGNATURE.test(signature)) return { verdict: 'unsigned' };
    const body = unpack(bytes, MAX_HOOK_BYTES);
    if (!body) return { verdict: 'unreadable' };
    const given = Buffer.from(signature, 'hex');
    try {
      const isSigned =
        isSignedWith(await readStreamSecret(), body, given) ||
        isSignedWith(await readStreamSecret({ anew: true }), body, given);
      return isSigned ? { verdict: 'signed', body } : { verdict: 'unsigned' };
    } catch {
      return { verdict: 'unreadable' };
    }
  };

const isSignedWith = (secret: Secret<'stream'>, body: Buffer, given: Buffer): boolean => {
  const known = [secret.apiSecret, secret.previousApiSecret].filter((text) => text !== undefined);
  const matches = known.map((text) =>
    timingSafeEqual(createHmac('sha256', text).update(body).digest(), given),
  );
  return matches.includes(true);
};
