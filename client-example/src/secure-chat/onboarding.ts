import { sealdIdOf } from '../../../shared/contract/seald-id.ts';
import type { UserResponse } from '../../../shared/contract/user.ts';
import { type AuthFactor, ssksAuthFactor, tidyAuthFactor } from './auth-factor.ts';
import { MessagingApiError, SecureChatError } from './errors.ts';
import type { MessagingApi } from './messaging-api.ts';
import type { OnboardingProgress, PendingCode } from './onboarding-progress.ts';
import * as identity from './seald-identity.ts';
import type { CreateSealdSdk, SealdSdk } from './seald-sdk.ts';

/** Where the person stands, and so which screen comes next. */
export type OnboardingState =
  /** Nothing is left to do on this device. */
  | { state: 'ready' }
  /** Ask for the phone number or e-mail address, then `begin`. */
  | { state: 'auth-factor-needed'; isReturning: boolean; authFactorHint: string | undefined }
  /** Ask for the code, then `finish`; `begin` again sends a new one. */
  | { state: 'code-sent'; authFactor: AuthFactor; mustAuthenticate: boolean };

export type Onboarding = {
  resume: () => Promise<OnboardingState>;
  begin: (authFactor: AuthFactor) => Promise<OnboardingState>;
  finish: (code: string) => Promise<OnboardingState>;
  /** Throws `SecureChatError` `NOT_READY` until the state is `ready`. */
  readySdk: () => SealdSdk;
  close: () => Promise<void>;
  /** Wipes the identity database of this device. What the servers keep stays. */
  wipe: () => Promise<void>;
};

export type OnboardingDeps = {
  api: MessagingApi;
  createSealdSdk: CreateSealdSdk;
  progress: OnboardingProgress;
  sealdIdPrefix: string;
  now: () => number;
  /** Called when a new identity is likely to be needed soon; makes its keys ahead unless told otherwise. */
  preGenerateIdentityKeys?: ((sdk: SealdSdk) => void) | undefined;
};

/**
 * The way from a signed-in person to an identity on this device: me, signup, challenge, code, identity, enroll.
 * The backend decides who is enrolled. Every step may be cut off: `resume` finds the way on from whatever is left.
 *
 * - `resume` sends nothing to the person; call it at start. What was cut off after the code was proved, it finishes.
 * - `begin` makes the user known and has a code sent. A repeat sends a new code.
 * - `finish` proves the code, then: the stored identity wins if there is one; else this device's own is stored; else a new one
 *   is made and stored. With a wrong code it throws `SecureChatError` `WRONG_CODE` and may be repeated; `CODE_SPENT` means
 *   that only a new code can help. Once the code is proved, a repeat after a failure goes on and ignores `code`.
 *
 * All throw `MessagingApiError` and `SecureChatError`, and what the Seald SDK throws when Seald cannot be reached.
 */
export const createOnboarding = (deps: OnboardingDeps): Onboarding => {
  const { api, progress, now } = deps;
  let sdk: SealdSdk | undefined;
  let isReady = false;

  const open = (user: UserResponse): SealdSdk => {
    if (sealdIdOf(deps.sealdIdPrefix, user.id) !== user.sealdId)
      throw new SecureChatError('WRONG_CONFIGURATION');
    sdk ??= deps.createSealdSdk(user.sealdId);
    return sdk;
  };

  const ready = async (): Promise<OnboardingState> => {
    await progress.codeSpent();
    isReady = true;
    return { state: 'ready' };
  };

  /** Finishes what needs no code; answers null when a code is needed. */
  const finishWithoutCode = async (user: UserResponse): Promise<OnboardingState | null> => {
    const isSaved =
      (await progress.isIdentitySaved(user.sealdId)) &&
      (await identity.hasIdentity(open(user), user.sealdId));
    if (!isSaved) return null;
    if (!user.isEnrolled) await api.enroll();
    return ready();
  };

  const pendingOf = async (user: UserResponse): Promise<PendingCode | null> => {
    const pending = await progress.pendingCode();
    return pending?.sealdId === user.sealdId ? pending : null;
  };

  const resume = async (): Promise<OnboardingState> => {
    const user = await knownUser(api);
    if (!user) return { state: 'auth-factor-needed', isReturning: false, authFactorHint: undefined };
    const finished = await finishWithoutCode(user);
    if (finished) return finished;
    const pending = await pendingOf(user);
    if (pending?.isProven) return complete(user, pending);
    if (pending) return codeSent(pending);
    return {
      state: 'auth-factor-needed',
      isReturning: user.isEnrolled,
      authFactorHint: user.authFactorHint,
    };
  };

  const begin = async (authFactor: AuthFactor): Promise<OnboardingState> => {
    const user = (await knownUser(api)) ?? (await api.signup());
    const finished = await finishWithoutCode(user);
    if (finished) return finished;
    await makeKeysAhead(open(user), user, deps);
    const tidy = tidyAuthFactor(authFactor);
    const { mustAuthenticate, twoManRuleSessionId } = await api.challenge(tidy);
    const pending: PendingCode = {
      sealdId: user.sealdId,
      ssksSessionId: twoManRuleSessionId,
      mustAuthenticate,
      authFactor: tidy,
      sentAt: now(),
    };
    await progress.codeSent(pending);
    return codeSent(pending);
  };

  /** Spends the code unless that is done; answers what is then known, which also survives a stop. */
  const prove = async (seald: SealdSdk, pending: PendingCode, code: string): Promise<PendingCode> => {
    if (!pending.mustAuthenticate || pending.isProven) return pending;
    const { ssksSessionId } = pending;
    const authFactor = ssksAuthFactor(pending.authFactor);
    await progress.codeSent({ ...pending, isTried: true });
    try {
      const proven = await identity.proveCode(seald, { ssksSessionId, authFactor, code });
      const next = { ...pending, ssksSessionId: proven, isProven: true };
      await progress.codeSent(next);
      return next;
    } catch (error) {
      if (!isWrongCode(error)) throw error;
      // An earlier try without an answer may have spent the code: it then counts as wrong from there on.
      if (pending.isTried) throw new SecureChatError('CODE_SPENT', error);
      await progress.codeSent(pending);
      throw error;
    }
  };

  const complete = async (user: UserResponse, pending: PendingCode): Promise<OnboardingState> => {
    try {
      await takeIdentity(open(user), user, pending);
    } catch (error) {
      if (identity.isSsksRefusal(error)) await progress.codeSpent();
      throw error;
    }
    await progress.identitySaved(user.sealdId);
    if (!user.isEnrolled) await api.enroll();
    return ready();
  };

  const finish = async (code: string): Promise<OnboardingState> => {
    // Asked for again: an activation key lives ten minutes, and the code may have come later than that.
    const user = await api.me();
    const finished = await finishWithoutCode(user);
    if (finished) return finished;
    const pending = await pendingOf(user);
    if (!pending) throw new SecureChatError('NO_CODE_SENT');
    return complete(user, await prove(open(user), pending, code));
  };

  return {
    resume,
    begin,
    finish,
    readySdk: () => {
      if (!sdk || !isReady) throw new SecureChatError('NOT_READY');
      return sdk;
    },
    close: async () => {
      await sdk?.close();
    },
    wipe: async () => {
      isReady = false;
      const sealdId = await progress.sealdId();
      const used = sdk ?? (sealdId === null ? undefined : deps.createSealdSdk(sealdId));
      sdk = undefined;
      if (used) await identity.wipeIdentity(used);
    },
  };
};

const isWrongCode = (error: unknown): boolean =>
  error instanceof SecureChatError && error.code === 'WRONG_CODE';

const codeSent = ({ authFactor, mustAuthenticate }: PendingCode): OnboardingState => ({
  state: 'code-sent',
  authFactor,
  mustAuthenticate,
});

const knownUser = async (api: MessagingApi): Promise<UserResponse | null> => {
  try {
    return await api.me();
  } catch (error) {
    if (error instanceof MessagingApiError && error.type === 'USER_NOT_FOUND') return null;
    throw error;
  }
};

const makeKeysAhead = async (sdk: SealdSdk, user: UserResponse, deps: OnboardingDeps): Promise<void> => {
  if (user.isEnrolled || (await identity.hasIdentity(sdk, user.sealdId))) return;
  if (deps.preGenerateIdentityKeys) deps.preGenerateIdentityKeys(sdk);
  else if (sdk.numberPreGeneratedIdentityKeys === 0) sdk.preGenerateIdentityKeys(1);
};

/** Makes this device's identity and the stored one the same. */
const takeIdentity = async (sdk: SealdSdk, user: UserResponse, pending: PendingCode): Promise<void> => {
  const { ssksSessionId } = pending;
  const access = { sealdId: user.sealdId, ssksSessionId, twoManRuleKey: user.twoManRuleKey };
  const stored = pending.mustAuthenticate ? await identity.findStoredIdentity(sdk, access) : null;
  const hasOwn = await identity.hasIdentity(sdk, user.sealdId);
  const store = () =>
    identity.storeIdentity(sdk, { ...access, authFactor: ssksAuthFactor(pending.authFactor) });
  if (stored) {
    if (hasOwn) await identity.dropIdentity(sdk);
    await sdk.importIdentity(stored.data);
    if (stored.authenticated) return;
    await sdk.renewKey();
    return store();
  }
  if (user.isEnrolled) throw new SecureChatError('IDENTITY_LOST');
  if (!hasOwn) await createNewIdentity(sdk, user);
  return store();
};

const createNewIdentity = async (
  sdk: SealdSdk,
  { sealdId, activationKey, activationKeyType }: UserResponse,
) => {
  if (!activationKey || !activationKeyType) throw new MessagingApiError('MALFORMED_ANSWER');
  await identity.createIdentity(sdk, { sealdId, key: activationKey, type: activationKeyType });
};
