import { SecureChatError } from '../errors.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { ssksAuthFactor } from './auth-factor.ts';
import type { OnboardingProgress, PendingCode } from './onboarding-progress.ts';
import * as identity from './seald-identity.ts';

/**
 * Spends the code unless that is done already, and remembers the outcome so that it survives a stop.
 * Throws `SecureChatError` `WRONG_CODE`, or `CODE_SPENT` when only a new code can help.
 */
export const provePendingCode = async (
  sdk: SealdSdk,
  progress: OnboardingProgress,
  pending: PendingCode,
  code: string,
): Promise<PendingCode> => {
  if (!pending.mustAuthenticate || pending.isProven) return pending;
  const { ssksSessionId } = pending;
  const authFactor = ssksAuthFactor(pending.authFactor);
  await progress.codeSent({ ...pending, isTried: true });
  try {
    const proven = await identity.proveCode(sdk, { ssksSessionId, authFactor, code });
    const next = { ...pending, ssksSessionId: proven, isProven: true };
    await progress.codeSent(next);
    return next;
  } catch (error) {
    if (!isWrongCode(error)) throw error;
    // An earlier try without an answer may have spent the code: then only a new one can be told right from wrong.
    if (pending.isTried) throw new SecureChatError('CODE_SPENT', error);
    await progress.codeSent(pending);
    throw error;
  }
};

const isWrongCode = (error: unknown): boolean =>
  error instanceof SecureChatError && error.code === 'WRONG_CODE';
