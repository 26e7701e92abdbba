import type { ClaimIdentityResponse } from '../../../../shared/contract/enrolment.ts';
import type { UserResponse } from '../../../../shared/contract/user.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import { MessagingApiError, SecureChatError } from '../errors.ts';
import type { SealdSdk, StoredIdentity } from '../seald/sdk-types.ts';
import { openAnew } from '../seald/seald-database.ts';
import { isForgotten } from '../seald/seald-errors.ts';
import { ssksAuthFactor } from './auth-factor.ts';
import type { PendingCode } from './onboarding-progress.ts';
import * as identity from './seald-identity.ts';

export type TakeIdentityDeps = {
  api: Pick<MessagingApi, 'claimIdentity'>;
  sdk: SealdSdk;
  user: UserResponse;
  /** A proved code. */
  pending: PendingCode;
  /** Random id of this device. */
  deviceId: string;
  /** Waits a while for another device; `turn` is 0 at first, and `answer` what the backend said. Throws when the set-up is ended meanwhile. */
  waitForOther: (turn: number, answer: ClaimIdentityResponse) => Promise<void>;
};

/**
 * Makes this device's identity and the stored one the same: the stored one wins; without one, this device stores its own or makes one, when it is its turn,
 * and reads it back. While it is another device's turn it waits. `taken`: what is on the device is what is stored. `code-needed`: the identity is, or will be, in another
 * place of the key storage than the code was for. Where the backend says that nothing can be stored yet it does not look: the key storage answers that with 404, a red line on
 * every browser's console. May be repeated after being cut off anywhere.
 * Throws `SecureChatError` `IDENTITY_LOST`, also when the key server does not know the stored one any more, and what the SDK
 * throws when Seald cannot be reached or refuses.
 */
export const takeIdentity = async (deps: TakeIdentityDeps): Promise<'taken' | 'code-needed'> => {
  const { pending, user } = deps;
  let mayBeTooEarly = true;
  for (let turn = 0; ; turn++) {
    const looks = turn > 0 || user.mayBeStored !== false;
    const stored = looks ? await findStored(deps) : null;
    if (stored) return takeStored(deps, stored);
    const account = await own(deps);
    const { deviceId: device } = deps;
    const answered = await deps.api.claimIdentity({ on: 'claim', device, ...(account && { account }) });
    if (answered.answer === 'wait') {
      await deps.waitForOther(turn, answered);
      continue;
    }
    if (answered.attempt !== pending.attempt) return 'code-needed';
    if (answered.answer === 'go') {
      if (!looks && answered.state !== 'making') continue; // it has been let store meanwhile, and may have
      if (await makeAndStore(deps, account)) return 'taken';
    } else if (mayBeTooEarly) {
      mayBeTooEarly = false; // saved after this device looked
    } else throw new SecureChatError('IDENTITY_LOST');
  }
};

const own = async ({ sdk, user }: TakeIdentityDeps): Promise<string | null> => {
  await openAnew(sdk);
  return identity.ownIdentity(sdk, user);
};

/** A key storage that asks for no code has nothing stored, and gives nothing out without one (seald.md section 9). */
const findStored = async ({ sdk, user, pending }: TakeIdentityDeps): Promise<StoredIdentity | null> => {
  const { sealdId, twoManRuleKey } = user;
  const { ssksSessionId, mustAuthenticate } = pending;
  return mustAuthenticate
    ? identity.findStoredIdentity(sdk, { sealdId, ssksSessionId, twoManRuleKey })
    : null;
};

const store = ({ sdk, user, pending }: TakeIdentityDeps): Promise<void> =>
  identity.storeIdentity(sdk, {
    sealdId: user.sealdId,
    twoManRuleKey: user.twoManRuleKey,
    ssksSessionId: pending.ssksSessionId,
    authFactor: ssksAuthFactor(pending.authFactor),
  });

/** False when it is not this device's turn any more, or another identity is there: then look again. */
const makeAndStore = async (deps: TakeIdentityDeps, existing: string | null): Promise<boolean> => {
  const { api, sdk, user, pending, deviceId: device } = deps;
  if (!existing) await createNewIdentity(sdk, user);
  const account = existing ?? (await own(deps));
  if (!account) return false;
  const { attempt } = pending;
  const { answer } = await api.claimIdentity({ on: 'store', device, attempt, account });
  if (answer !== 'go') return false;
  await store(deps);
  if (!pending.mustAuthenticate) return true;
  const back = await findStored(deps);
  return back !== null && isSame(back, await sdk.exportIdentity());
};

const takeStored = async (deps: TakeIdentityDeps, stored: StoredIdentity): Promise<'taken'> => {
  const { sdk } = deps;
  const isHere = (await own(deps)) !== null;
  if (!isHere || !isSame(stored, await sdk.exportIdentity())) {
    if (isHere) await identity.dropIdentity(sdk);
    await importIdentity(sdk, stored.data);
  }
  if (stored.authenticated) return 'taken';
  // Anybody with a session for which no code was asked could have stored it (seald.md section 9).
  await sdk.renewKey();
  await store(deps);
  return 'taken';
};

const isSame = ({ data }: StoredIdentity, exported: Uint8Array): boolean =>
  data.length === exported.length && exported.every((byte, at) => byte === data[at]);

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
