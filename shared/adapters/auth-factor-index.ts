import { createHmac, hkdfSync } from 'node:crypto';
import { hintOf, type IndexAuthFactor } from '../domain/auth-factor.ts';
import type { ReadSecret } from './secrets-manager.ts';

/** Another key than that of the index in users' records: who has their items alone cannot tell which ledger is theirs. */
const LEDGER_KEY = 'sealed-stream codes of a factor';

const hmac = (key: Buffer, ...parts: string[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');

/**
 * Blind index: HMAC-SHA256 under the pepper, so that the table alone cannot be searched for a number. That of a user's record is of the
 * user and the factor together, so that it says of no two users that they have the same one. The other is the same for all, under a key
 * derived from the pepper (HKDF, RFC 5869), and stands in no record.
 */
export const createAuthFactorIndex =
  (readPepper: ReadSecret<'pepper'>): IndexAuthFactor =>
  async (userId, factor) => {
    const pepper = Buffer.from((await readPepper()).pepper, 'base64');
    return {
      indexed: { index: hmac(pepper, userId, factor.type, factor.value), hint: hintOf(factor) },
      factorKey: hmac(ledgerKey(pepper), factor.type, factor.value),
    };
  };

const ledgerKey = (pepper: Buffer): Buffer => Buffer.from(hkdfSync('sha256', pepper, '', LEDGER_KEY, 32));
