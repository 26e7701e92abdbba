import { sealdIdOf } from '../../../../shared/contract/seald-id.ts';
import type { MeResponse, UserResponse } from '../../../../shared/contract/user.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import type { Author } from '../authors/author.ts';
import { SecureChatError } from '../errors.ts';
import { createEnding, type Ending, unlessAborted } from '../platform/ending.ts';
import { createTurns } from '../platform/in-turn.ts';
import { requireRandomness, requireSdkRandomness } from '../seald/safe-randomness.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { openAnew } from '../seald/seald-database.ts';
import type { CreateSealdSdk } from '../seald/seald-sdk.ts';
import { type AuthFactor, tidyAuthFactor } from './auth-factor.ts';
import type { OnboardingProgress, PendingCode } from './onboarding-progress.ts';
import { provePendingCode } from './prove-code.ts';
import { bindUserId, foundSigchainHead, isSsksRefusal, ownIdentity, wipeIdentity } from './seald-identity.ts';
import type { AuthorKeyOwner } from './take-author-key.ts';
import { takeIdentity } from './take-identity.ts';

/** Where the person stands, and so which screen comes next. */
export type OnboardingState =
  /** Nothing is left to do on this device. */
  | { state: 'ready' }
  /** Ask for the phone number or e-mail address, then `begin`. */
  | { state: 'auth-factor-needed'; isReturning: boolean; authFactorHint: string | undefined }
  /**
   * Ask for the code, then `finish`; `begin` again sends a new one. `isAnother`: the last code was right, but the identity will be where it does not reach, because
   * another device began to store one and did not end; a new code is on its way.
   */
  | { state: 'code-sent'; authFactor: AuthFactor; mustAuthenticate: boolean; isAnother?: true }
  /** Another device of the person is making the identity. Only `subscribe` tells this: the call under way goes on by itself, within about a minute. */
  | { state: 'other-device' };

export type Onboarding = {
  resume: (known?: MeResponse) => Promise<OnboardingState>;
  begin: (authFactor: AuthFactor) => Promise<OnboardingState>;
  finish: (code: string) => Promise<OnboardingState>;
  /** Calls the listener with what a call waits for, while it does; answers how to stop. */
  subscribe: (listener: (state: OnboardingState) => void) => () => void;
  /** Throws `SecureChatError` `NOT_READY` until the state is `ready`. */
  readySdk: () => SealdSdk;
  /** What this device signs with. Throws as `readySdk` does. */
  readyAuthor: () => Author;
  close: () => Promise<void>;
  /** Wipes the identity database of this device. What the servers keep stays. */
  wipe: () => Promise<void>;
};

export type OnboardingDeps = {
  api: Pick<MessagingApi, 'me' | 'signup' | 'challenge' | 'claimIdentity' | 'enroll'>;
  createSealdSdk: CreateSealdSdk;
  progress: OnboardingProgress;
  sealdIdPrefix: string;
  now: () => number;
  /** Waits that many milliseconds. */
  pause: (milliseconds: number) => Promise<void>;
  /** The key that this device signs with, for the identity that is on it: see `takeAuthorKey`. */
  takeAuthorKey: (owner: AuthorKeyOwner) => Promise<Author>;
  /** What the core takes random bytes from. */
  randomBytes: (length: number) => Uint8Array;
  /** Called when a new identity is likely to be needed soon; makes its keys ahead unless told otherwise. */
  preGenerateIdentityKeys?: ((sdk: SealdSdk) => void) | undefined;
};

/**
 * The way from a signed-in person to an identity on this device: me, signup, challenge, code, identity, enroll.
 * The backend decides who is enrolled, and whose turn it is to make an identity. Whoever is `ready` has the author key of that identity, too. With `enroll`, and later at every start at which the backend knows another one, goes the head of
 * the own signature chain; where it cannot be had or told, the set-up goes on without. Every step may be cut off: `resume` finds the way on from whatever is left.
 *
 * - `resume` sends nothing to the person; call it at start. What was cut off after the code was proved, it finishes. `known`: what `api.me` has answered a moment ago; it is asked
 *   again all the same about somebody who is not enrolled, for another window may have gone on since.
 * - `begin` makes the user known and has a code sent. A repeat sends a new code.
 * - `finish` proves the code, then: the stored identity wins if there is one; else, when it is this device's turn, its own is stored, or a new one
 *   is made and stored, and read back. While it is another device's turn it waits (see `subscribe`). With a wrong code it throws `SecureChatError` `WRONG_CODE` and may be repeated; `CODE_SPENT` means
 *   that only a new code can help. Once the code is proved, a repeat after a failure goes on and ignores `code`.
 *
 * All throw `MessagingApiError` and `SecureChatError`, first of all `UNSAFE_RANDOMNESS`: before keys could be guessed, there are none. And what the Seald SDK throws when Seald cannot be reached.
 */
export const createOnboarding = (deps: OnboardingDeps): Onboarding => {
  const way: Way = {
    ...deps,
    sdk: undefined,
    author: undefined,
    isReady: false,
    ending: createEnding(),
    listeners: new Set(),
  };
  const inTurn = createTurns(); // a second tap on a button then finds the work of the first one done
  const next = (step: () => Promise<OnboardingState>) =>
    inTurn(async () => {
      requireRandomness(deps.randomBytes);
      way.ending = createEnding();
      return step();
    });
  return {
    resume: (known) => next(() => resume(way, known)),
    begin: (authFactor) => next(() => begin(way, authFactor)),
    finish: (code) => next(() => finish(way, code)),
    subscribe: (listener) => {
      way.listeners.add(listener);
      return () => way.listeners.delete(listener);
    },
    readySdk: () => {
      if (!way.sdk || !way.isReady) throw new SecureChatError('NOT_READY');
      return way.sdk;
    },
    readyAuthor: () => {
      if (!way.author || !way.isReady) throw new SecureChatError('NOT_READY');
      return way.author;
    },
    close: async () => {
      stopWaiting(way);
      await way.sdk?.close();
    },
    wipe: () => wipe(way),
  };
};

type Way = OnboardingDeps & {
  sdk: SealdSdk | undefined;
  author: Author | undefined;
  isReady: boolean;
  /** Of the waits for another device. */
  ending: Ending;
  listeners: Set<(state: OnboardingState) => void>;
};

const resume = async (way: Way, known?: MeResponse): Promise<OnboardingState> => {
  const { user } = known?.user?.isEnrolled ? known : await way.api.me();
  if (!user) return { state: 'auth-factor-needed', isReturning: false, authFactorHint: undefined };
  if (await finishWithoutCode(way, user)) return ready(way);
  const pending = await pendingOf(way, user);
  if (pending && !pending.isProven) return codeSent(pending);
  if (pending && (await complete(way, user, pending))) return ready(way);
  return {
    state: 'auth-factor-needed',
    isReturning: user.isEnrolled,
    authFactorHint: user.authFactorHint,
  };
};

const begin = async (way: Way, authFactor: AuthFactor): Promise<OnboardingState> => {
  const { api } = way;
  const user = (await api.me()).user ?? (await api.signup());
  if (await finishWithoutCode(way, user)) return ready(way);
  await makeKeysAhead(open(way, user), user, way);
  await readyToKeep(way, user);
  return codeSent(await sendCode(way, user, tidyAuthFactor(authFactor)));
};

const finish = async (way: Way, code: string): Promise<OnboardingState> => {
  // Asked for again: an activation key lives ten minutes, and the code may have come later than that.
  const { user } = await way.api.me();
  if (!user) throw new SecureChatError('NO_CODE_SENT');
  if (await finishWithoutCode(way, user)) return ready(way);
  const pending = await pendingOf(way, user);
  if (!pending) throw new SecureChatError('NO_CODE_SENT');
  await readyToKeep(way, user);
  const proven = await provePendingCode(open(way, user), way.progress, pending, code);
  if (await complete(way, user, proven)) return ready(way);
  return { ...codeSent(await sendCode(way, user, pending.authFactor)), isAnother: true };
};

/** Before a code is asked for or spent: what would make it a code in vain shows here. Drops a database that nobody can read any more. */
const readyToKeep = async (way: Way, user: UserResponse): Promise<void> => {
  await way.progress.tryMemory();
  await openAnew(open(way, user));
};

const sendCode = async (
  { api, progress, now }: Way,
  { sealdId }: UserResponse,
  authFactor: AuthFactor,
): Promise<PendingCode> => {
  const { mustAuthenticate, twoManRuleSessionId, attempt } = await api.challenge(authFactor);
  const sent = { ssksSessionId: twoManRuleSessionId, mustAuthenticate, attempt, authFactor };
  const pending = { sealdId, ...sent, sentAt: now() };
  await progress.codeSent(pending);
  return pending;
};

/** Also finds the database of a set-up that this start of the app has not yet touched. */
const wipe = async (way: Way): Promise<void> => {
  stopWaiting(way);
  const sealdId = await way.progress.sealdId();
  const sdk = way.sdk ?? (sealdId === null ? undefined : way.createSealdSdk(sealdId));
  way.isReady = false;
  way.sdk = undefined;
  way.author = undefined;
  if (sdk) await wipeIdentity(sdk);
};

/** Finishes what needs no code; false when a code is needed. */
const finishWithoutCode = async (way: Way, user: UserResponse): Promise<boolean> => {
  const saved = await way.progress.savedIdentity();
  if (saved?.sealdId !== user.sealdId) return false;
  const account = await ownIdentity(open(way, user), user);
  return account !== null && enrolled(way, user, { account, attempt: saved.attempt });
};

/** Puts the identity in place after the code was proved; false when another code is needed. */
const complete = async (way: Way, user: UserResponse, pending: PendingCode): Promise<boolean> => {
  const { progress, api } = way;
  const { sealdId } = user;
  const sdk = open(way, user);
  const deviceId = await progress.deviceId(() => newDeviceId(way));
  const waitForOther = (turn: number) => waitAWhile(way, turn);
  try {
    const taken = await takeIdentity({ api, sdk, user, pending, deviceId, waitForOther });
    const account = taken === 'taken' ? await ownIdentity(sdk, user) : null;
    const { attempt } = pending;
    if (account !== null) {
      await progress.identitySaved({ sealdId, attempt });
      if (await enrolled(way, user, { account, attempt })) return true;
    }
  } catch (error) {
    if (isSsksRefusal(error)) await progress.codeSpent();
    throw error;
  }
  await progress.codeSpent();
  return false;
};

/**
 * Notes at the backend that this identity is saved, gives it its user id and an author key, and enrolls it; for somebody enrolled, registers a new head of the chain. False when it is not the one.
 */
const enrolled = async (
  way: Way,
  user: UserResponse,
  { account, attempt }: { account: string; attempt: number },
): Promise<boolean> => {
  const { api } = way;
  const sdk = open(way, user);
  // What the backend has noted as saved is what others write to: whoever holds another identity has to take that one.
  if (user.account !== undefined && user.account !== account) return false;
  if (!user.isEnrolled) {
    const { answer, connectorKey } = await api.claimIdentity({ on: 'saved', attempt, account });
    if (answer !== 'go') return false;
    if (connectorKey !== undefined) await bindUserId(sdk, user.sealdId, connectorKey);
  }
  way.author = await way.takeAuthorKey({ sdk, user, account });
  const sigchainHash = await foundSigchainHead(sdk, user, account).catch(() => undefined);
  if (!user.isEnrolled) await api.enroll({ account, ...(sigchainHash && { sigchainHash }) });
  else if (sigchainHash && sigchainHash !== user.sigchainHash)
    await api.enroll({ account, sigchainHash }).catch(() => undefined); // the next start tries again
  return true;
};

const ready = async (way: Way): Promise<OnboardingState> => {
  await way.progress.codeSpent();
  way.isReady = true;
  return { state: 'ready' };
};

/** Between two looks at what another device has come to. */
const WAITS_MS = [1_000, 1_000, 2_000, 3_000, 5_000];

const waitAWhile = async (way: Way, turn: number): Promise<void> => {
  for (const listener of [...way.listeners]) listener({ state: 'other-device' });
  await unlessAborted(way.pause(WAITS_MS[turn] ?? 5_000), way.ending.signal);
};

const stopWaiting = (way: Way): void => {
  way.ending.end(new SecureChatError('NOT_READY'));
};

/** 128 random bits in letters and digits. */
const newDeviceId = ({ randomBytes }: Way): string =>
  Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');

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

const codeSent = ({ authFactor, mustAuthenticate }: PendingCode) => ({
  state: 'code-sent' as const,
  authFactor,
  mustAuthenticate,
});

const makeKeysAhead = async (sdk: SealdSdk, user: UserResponse, deps: OnboardingDeps): Promise<void> => {
  if (user.isEnrolled || (await ownIdentity(sdk, user))) return;
  if (deps.preGenerateIdentityKeys) deps.preGenerateIdentityKeys(sdk);
  else if (sdk.numberPreGeneratedIdentityKeys === 0) sdk.preGenerateIdentityKeys(1);
};
