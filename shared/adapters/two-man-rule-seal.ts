import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { OpenTwoManRuleKey, SealTwoManRuleKey } from '../domain/two-man-rule-key.ts';
import type { Users } from '../domain/user.ts';
import { describeError, log } from '../log.ts';
import type { Secret } from '../secrets.ts';
import { oncePer } from './once-per.ts';
import type { ReadSecret } from './secrets-manager.ts';

/** Those of a secret by their ids, each made once. */
const keysOf = oncePer(({ keys }: Secret<'sealing'>) => {
  const made = new Map<string, Promise<CryptoKey>>();
  return async (kid: string | undefined): Promise<CryptoKey | undefined> => {
    if (kid === undefined || !Object.hasOwn(keys, kid)) return undefined;
    const key = made.get(kid) ?? aesKey(keys[kid] as string);
    made.set(kid, key);
    return key;
  };
});

const aesKey = (base64: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', Buffer.from(base64, 'base64'), 'AES-GCM', false, ['encrypt', 'decrypt']);

/**
 * Seals with AES-256-GCM as a JWE (`dir`, `A256GCM`). The user id stands in the protected header, so GCM authenticates
 * it: a sealed key copied into another user's record does not open. `kid` names the key, for rotation.
 */
export const createSeal =
  (sealing: ReadSecret<'sealing'>): SealTwoManRuleKey =>
  async (userId, key) => {
    const secret = await sealing();
    const { currentKid } = secret;
    const sealingKey = await keysOf(secret)(currentKid);
    if (!sealingKey) throw new Error('The current sealing key is not among the keys');
    return new CompactEncrypt(Buffer.from(key, 'base64'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: currentKid, sub: userId })
      .encrypt(sealingKey);
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
        const key =
          (await keysOf(await sealing())(kid)) ?? (await keysOf(await sealing({ anew: true }))(kid));
        if (!key) throw new Error('A two-man-rule key is sealed with a key we do not have');
        return key;
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    if (protectedHeader.sub !== userId) throw new Error('A two-man-rule key is sealed for another user');
    return Buffer.from(plaintext).toString('base64');
  };

/**
 * As {@link createOpen}, and seals anew what an older key sealed, so that a key that was rotated out runs dry by use. The
 * record takes it only if it still holds the value that was opened. Safe to repeat and to race. Sealing anew never fails
 * the caller: what did not work is logged, and done by the next read.
 */
export const createResealingOpen = (
  sealing: ReadSecret<'sealing'>,
  users: Pick<Users, 'replaceSealedTwoManRuleKey'>,
): OpenTwoManRuleKey => {
  const [open, seal] = [createOpen(sealing), createSeal(sealing)];
  const reseal = async (userId: string, key: string, sealed: string) => {
    if (sealingKidOf(sealed) === (await sealing()).currentKid) return;
    await users.replaceSealedTwoManRuleKey(userId, sealed, await seal(userId, key));
  };
  return async (userId, sealed) => {
    const key = await open(userId, sealed);
    await reseal(userId, key, sealed).catch((error) =>
      log('warn', { event: 'resealing-failed', ...describeError(error) }),
    );
    return key;
  };
};

/** Which sealing key a sealed two-man-rule key names. Throws when it is none. */
export const sealingKidOf = (sealed: string): string | undefined => decodeProtectedHeader(sealed).kid;
