import { CompactEncrypt, compactDecrypt } from 'jose';
import type { OpenTwoManRuleKey, SealTwoManRuleKey } from '../domain/two-man-rule-key.ts';
import type { Secret } from '../secrets.ts';
import type { ReadSecret } from './secrets-manager.ts';

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64');

/**
 * Seals with AES-256-GCM as a JWE (`dir`, `A256GCM`). The user id stands in the protected header, so GCM authenticates
 * it: a sealed key copied into another user's record does not open. `kid` names the key, for rotation.
 */
export const createSeal =
  (sealing: ReadSecret<'sealing'>): SealTwoManRuleKey =>
  async (userId, key) => {
    const { currentKid, keys } = await sealing();
    return new CompactEncrypt(Buffer.from(key, 'base64'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: currentKid, sub: userId })
      .encrypt(bytesOf(keys[currentKid] as string));
  };

/**
 * Opens what {@link createSeal} sealed. A key id that is not held may be newer than what is held, so the keys are read
 * anew for it. Throws when the key id stays unknown, the user differs, or anything was changed.
 */
export const createOpen =
  (sealing: ReadSecret<'sealing'>): OpenTwoManRuleKey =>
  async (userId, sealed) => {
    const { plaintext, protectedHeader } = await compactDecrypt(
      sealed,
      async ({ kid }) => {
        const key = keyOf(await sealing(), kid) ?? keyOf(await sealing({ anew: true }), kid);
        if (!key) throw new Error('A two-man-rule key is sealed with a key we do not have');
        return bytesOf(key);
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    if (protectedHeader.sub !== userId) throw new Error('A two-man-rule key is sealed for another user');
    return Buffer.from(plaintext).toString('base64');
  };

const keyOf = ({ keys }: Secret<'sealing'>, kid: string | undefined): string | undefined =>
  kid !== undefined && Object.hasOwn(keys, kid) ? keys[kid] : undefined;
