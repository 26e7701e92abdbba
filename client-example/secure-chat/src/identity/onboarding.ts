import { sealdIdOf } from '../../../../shared/contract/seald-id.ts';
import type { UserResponse } from '../../../../shared/contract/user.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import { MessagingApiError, SecureChatError } from '../errors.ts';
import { createTurns } from '../platform/in-turn.ts';
import { requireRandomness, requireSdkRandomness } from '../seald/safe-randomness.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { openAnew } from '../seald/seald-database.ts';
import type { CreateSealdSdk } from '../seald/seald-sdk.ts';
import { type AuthFactor, tidyAuthFactor } from './auth-factor.ts';
import type { OnboardingProgress, PendingCode } from './onboarding-progress.ts';
import { provePendingCode } from './prove-code.ts';
import { hasIdentity, isSsksRefusal, ownSigchainHead, wipeIdentity } from './seald-identity.ts';
import { takeIdentity } from './take-identity.ts';

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
  api: Pick<MessagingApi, 'me' | 'signup' | 'challenge' | 'enroll'>;
  createSealdSdk: CreateSealdSdk;
  progress: OnboardingProgress;
  sealdIdPrefix: string;
  now: () => number;
  /** What the core takes random bytes from. */
  randomBytes: (length: number) => Uint8Array;
  /** Called when a new identity is likely to be needed soon; makes its keys ahead unless told otherwise. */
  preGenerateIdentityKeys?: ((sdk: SealdSdk) => void) | undefined;
};

/**
 * The way from a signed-in person to an identity on this device: me, signup, challenge, code, identity, enroll.
 * The backend decides who is enrolled. With `enroll`, and later at every start at which the backend knows another one, goes the head of
 * the own signature chain; where it cannot be had or told, the set-up goes on without. Every step may be cut off: `resume` finds the way on from whatever is left.
 *
 * - `resume` sends nothing to the person; call it at start. What was cut off after the code was proved, it finishes.
 * - `begin` makes the user known and has a code sent. A repeat sends a new code.
 * - `finish` proves the code, then: the stored identity wins if there is one; else this device's own is stored; else a new one
 *   is made and stored. With a wrong code it throws `SecureChatError` `WRONG_CODE` and may be repeated; `CODE_SPENT` means
 *   that only a new code can help. Once the code is proved, a repeat after a failure goes on and ignores `code`.
 *
 * All throw `MessagingApiError` and `SecureChatError`, first of all `UNSAFE_RANDOMNESS`: before keys could be guessed, there are none. And what the Seald SDK throws when Seald cannot be reached.
 */
export const createOnboarding = (deps: OnboardingDeps): Onboarding => {
  const way: Way = { ...deps, sdk: undefined, isReady: false };
  const inTurn = createTurns(); // a second tap on a button then finds the work of the first one done
  const next = (step: () => Promise<OnboardingState>) =>
    inTurn(async () => {
      requireRandomness(deps.randomBytes);
      return step();
    });
  return {
    resume: () => next(() => resume(way)),
    begin: (authFactor) => next(() => begin(way, authFactor)),
    finish: (code) => next(() => finish(way, code)),
    readySdk: () => {
      if (!way.sdk || !way.isReady) throw new SecureChatError('NOT_READY');
      return way.sdk;
    },
    close: async () => {
      await way.sdk?.close();
    },
    wipe: () => wipe(way),
  };
};

type Way = OnboardingDeps & { sdk: SealdSdk | undefined; isReady: boolean };

const resume = async (way: Way): Promise<OnboardingState> => {
  const user = await knownUser(way.api);
  if (!user) return { state: 'auth-factor-needed', isReturning: false, authFactorHint: undefined };
  const finished = await finishWithoutCode(way, user);
  if (finished) return finished;
  const pending = await pendingOf(way, user);
  if (pending?.isProven) return complete(way, user, pending);
  if (pending) return codeSent(pending);
  return {
    state: 'auth-factor-needed',
    isReturning: user.isEnrolled,
    authFactorHint: user.authFactorHint,
  };
};

const begin = async (way: Way, authFactor: AuthFactor): Promise<OnboardingState> => {
  const { api, progress, now } = way;
  const user = (await knownUser(api)) ?? (await api.signup());
  const finished = await finishWithoutCode(way, user);
  if (finished) return finished;
  await makeKeysAhead(open(way, user), user, way);
  const tidy = tidyAuthFactor(authFactor);
  await readyToKeep(way, user);
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

const finish = async (way: Way, code: string): Promise<OnboardingState> => {
  // Asked for again: an activation key lives ten minutes, and the code may have come later than that.
  const user = await way.api.me();
  const finished = await finishWithoutCode(way, user);
  if (finished) return finished;
  const pending = await pendingOf(way, user);
  if (!pending) throw new SecureChatError('NO_CODE_SENT');
  await readyToKeep(way, user);
  return complete(way, user, await provePendingCode(open(way, user), way.progress, pending, code));
};

/** Before a code is asked for or spent: what would make it a code in vain shows here. Drops a database that nobody can read any more. */
const readyToKeep = async (way: Way, user: UserResponse): Promise<void> => {
  await way.progress.tryMemory();
  await openAnew(open(way, user));
};

/** Also finds the database of a set-up that this start of the app has not yet touched. */
const wipe = async (way: Way): Promise<void> => {
  const sealdId = await way.progress.sealdId();
  const sdk = way.sdk ?? (sealdId === null ? undefined : way.createSealdSdk(sealdId));
  way.isReady = false;
  way.sdk = undefined;
  if (sdk) await wipeIdentity(sdk);
};

/** Finishes what needs no code; answers null when a code is needed. */
const finishWithoutCode = async (way: Way, user: UserResponse): Promise<OnboardingState | null> => {
  const isSaved =
    (await way.progress.isIdentitySaved(user.sealdId)) && (await hasIdentity(open(way, user), user.sealdId));
  return isSaved ? enrolled(way, user) : null;
};

const complete = async (way: Way, user: UserResponse, pending: PendingCode): Promise<OnboardingState> => {
  try {
    await takeIdentity(open(way, user), user, pending);
  } catch (error) {
    if (isSsksRefusal(error)) await way.progress.codeSpent();
    throw error;
  }
  await way.progress.identitySaved(user.sealdId);
  return enrolled(way, user);
};

const enrolled = async (way: Way, user: UserResponse): Promise<OnboardingState> => {
  const sigchainHash = await ownSigchainHead(open(way, user)).catch(() => undefined);
  if (!user.isEnrolled) await way.api.enroll(sigchainHash === undefined ? undefined : { sigchainHash });
  else if (sigchainHash && sigchainHash !== user.sigchainHash)
    await way.api.enroll({ sigchainHash }).catch(() => undefined); // the next start tries again
  await way.progress.codeSpent();
  way.isReady = true;
  return { state: 'ready' };
};

const open = (way: Way, user: UserResponse): SealdSdk => {
  if (sealdIdOf(way.sealdIdPrefix, user.id) !== user.sealdId)
    throw new SecureChatError('WRONG_CONFIGURATION');
  way.sdk ??= safe(way.createSealdSdk(user.sealdId));
  return way.sdk;
};

const safe = (sdk: SealdSdk): SealdSdk => {
  requireSdkRandomness(sdk);
  return sdk;
};

const pendingOf = async ({ progress }: Way, { sealdId }: UserResponse): Promise<PendingCode | null> => {
  const pending = await progress.pendingCode();
  return pending?.sealdId === sealdId ? pending : null;
};

const codeSent = ({ authFactor, mustAuthenticate }: PendingCode): OnboardingState => ({
  state: 'code-sent',
  authFactor,
  mustAuthenticate,
});

const knownUser = async (api: Pick<MessagingApi, 'me'>): Promise<UserResponse | null> => {
  try {
    return await api.me();
  } catch (error) {
    if (error instanceof MessagingApiError && error.type === 'USER_NOT_FOUND') return null;
    throw error;
  }
};

const makeKeysAhead = async (sdk: SealdSdk, user: UserResponse, deps: OnboardingDeps): Promise<void> => {
  if (user.isEnrolled || (await hasIdentity(sdk, user.sealdId))) return;
  if (deps.preGenerateIdentityKeys) deps.preGenerateIdentityKeys(sdk);
  else if (sdk.numberPreGeneratedIdentityKeys === 0) sdk.preGenerateIdentityKeys(1);
};
