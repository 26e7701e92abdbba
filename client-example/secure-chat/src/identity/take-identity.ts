import type { UserResponse } from '../../../../shared/contract/user.ts';
import { MessagingApiError, SecureChatError } from '../errors.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { openAnew } from '../seald/seald-database.ts';
import { isForgotten } from '../seald/seald-errors.ts';
import { ssksAuthFactor } from './auth-factor.ts';
import type { PendingCode } from './onboarding-progress.ts';
import * as identity from './seald-identity.ts';

/**
 * Makes this device's identity and the stored one the same: the stored one wins; without one, the device's own is stored; without
 * that, a new one is made and stored. May be repeated after being cut off anywhere. `pending` holds a proved code.
 * Throws `SecureChatError` `IDENTITY_LOST`, also when the key server does not know the stored one any more, and what the SDK
 * throws when Seald cannot be reached or refuses.
 */
export const takeIdentity = async (
  sdk: SealdSdk,
  user: UserResponse,
  { ssksSessionId, mustAuthenticate, authFactor }: PendingCode,
): Promise<void> => {
  const { sealdId, twoManRuleKey } = user;
  const access = { sealdId, ssksSessionId, twoManRuleKey };
  const store = () => identity.storeIdentity(sdk, { ...access, authFactor: ssksAuthFactor(authFactor) });
  const stored = mustAuthenticate ? await identity.findStoredIdentity(sdk, access) : null;
  await openAnew(sdk);
  const hasOwn = await identity.hasIdentity(sdk, sealdId);
  if (stored) {
    if (hasOwn) await identity.dropIdentity(sdk);
    await importIdentity(sdk, stored.data);
    if (stored.authenticated) return;
    await sdk.renewKey();
    return store();
  }
  if (user.isEnrolled) throw new SecureChatError('IDENTITY_LOST');
  if (!hasOwn) await createNewIdentity(sdk, user);
  return store();
};

const importIdentity = async (sdk: SealdSdk, data: Uint8Array): Promise<void> => {
  try {
    await sdk.importIdentity(data);
  } catch (error) {
    throw isForgotten(error) ? new SecureChatError('IDENTITY_LOST', error) : error;
  }
};

const createNewIdentity = async (
  sdk: SealdSdk,
  { sealdId, activationKey, activationKeyType }: UserResponse,
): Promise<void> => {
  if (!activationKey || !activationKeyType) throw new MessagingApiError('MALFORMED_ANSWER');
  await identity.createIdentity(sdk, { sealdId, key: activationKey, type: activationKeyType });
};
