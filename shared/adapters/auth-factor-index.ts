import { createHmac } from 'node:crypto';
import { hintOf, type IndexAuthFactor } from '../domain/auth-factor.ts';
import type { ReadSecret } from './secrets-manager.ts';

/** Blind index: HMAC-SHA256 of the factor under the pepper, so that the table alone cannot be searched for a number. */
export const createAuthFactorIndex =
  (readPepper: ReadSecret<'pepper'>): IndexAuthFactor =>
  async (factor) => {
    const { pepper } = await readPepper();
    const hmac = createHmac('sha256', Buffer.from(pepper, 'base64')).update(`${factor.type}:${factor.value}`);
    return { index: hmac.digest('base64url'), hint: hintOf(factor) };
  };
