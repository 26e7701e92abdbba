import { SecureChatError } from '../../errors.ts';
import type { AuthFactor } from '../../identity/auth-factor.ts';
import type { Onboarding, OnboardingState } from '../../identity/onboarding.ts';
import { createStore, type Store } from '../state/store.ts';

/** How long the person waits before asking for one more code. */
const RESEND_AFTER_MS = 30_000;

/** The screen that comes next. */
export type OnboardingStep =
  | { name: 'starting' }
  /** Ask for the phone number or e-mail address. */
  | { name: 'auth-factor' }
  /** Ask for the code; without `mustAuthenticate`, `finish('')` at once. `isAnother`: the last one was right, but another one is needed, and on its way. */
  | { name: 'code'; authFactor: AuthFactor; mustAuthenticate: boolean; isAnother?: boolean }
  /** Another device of the person is setting up. What was begun here goes on by itself: there is nothing to ask. */
  | { name: 'other-device' }
  | { name: 'ready' };

type Call = 'resume' | 'begin' | 'finish';

export type OnboardingView = {
  step: OnboardingStep;
  /** Has an identity already; it only has to come to this device. */
  isReturning: boolean;
  /** Enough of the known phone number or address to recognise it. */
  hint: string | undefined;
  /** Milliseconds of the epoch from which on a (new) code may be asked for. */
  mayAskAt: number;
  /** What is being done. */
  pending: Call | null;
  /** What the last call failed with; null as soon as there is another. */
  failed: { call: Call; error: unknown } | null;
};

/** Where the signed-in person stands on the way to the chat, and the calls that lead on. None of them throws: see `failed`. */
export type OnboardingFlow = Store<OnboardingView> & {
  /** Finds where the person stands; a repeat does so again. */
  resume: () => Promise<void>;
  begin: (authFactor: AuthFactor) => Promise<void>;
  finish: (code: string) => Promise<void>;
  /** Back to the phone number or address; the core keeps what was sent. */
  changeAuthFactor: () => void;
};

/**
 * `onboarding`: that of a `SecureChat`, or the same functions where the core is loaded at the first call; without `subscribe` nothing is said while another
 * device is waited for. A reload forgets when a code was sent: then a new one may be asked for at once.
 */
export const createOnboardingFlow = (
  onboarding: Pick<Onboarding, Call> & Partial<Pick<Onboarding, 'subscribe'>>,
  now: () => number = Date.now,
): OnboardingFlow => {
  const store = createStore<OnboardingView>(START);
  const change = (changed: Partial<OnboardingView>) => store.set({ ...store.get(), ...changed });
  let wrongCodes = 0;
  /** The key storage goes on to say "wrong" of a code that it takes no more (how often it does is not published): then only a new one helps. */
  const failureOf = (error: unknown): unknown => {
    if (!(error instanceof SecureChatError) || error.code !== 'WRONG_CODE') return error;
    wrongCodes += 1;
    return wrongCodes < MOST_WRONG_CODES ? error : new SecureChatError('CODE_SPENT', error);
  };
  const run = async (call: Call, work: () => Promise<OnboardingState>) => {
    change({ pending: call, failed: null });
    const { step } = store.get();
    const stop = onboarding.subscribe?.((state) => change(shown(state)));
    try {
      const state = await work();
      stop?.();
      change({ pending: null, ...shown(state) });
      if (call === 'resume' || store.get().step.name !== 'code') return;
      wrongCodes = 0;
      change({ mayAskAt: now() + RESEND_AFTER_MS });
    } catch (failure) {
      stop?.();
      const error = failureOf(failure);
      const wait = call === 'begin' ? secondsToWait(error) : 0;
      change({
        pending: null,
        step,
        failed: { call, error },
        ...(wait > 0 && { mayAskAt: now() + wait * 1000 }),
      });
    }
  };
  return {
    get: store.get,
    subscribe: store.subscribe,
    resume: () => run('resume', () => onboarding.resume()),
    begin: (authFactor) => run('begin', () => onboarding.begin(authFactor)),
    finish: (code) => run('finish', () => onboarding.finish(code)),
    changeAuthFactor: () => change({ step: { name: 'auth-factor' }, mayAskAt: 0, failed: null }),
  };
};

/** With the fewest tries that are usual for codes of this kind, a right one may be refused afterwards. */
const MOST_WRONG_CODES = 5;

const START: OnboardingView = {
  step: { name: 'starting' },
  isReturning: false,
  hint: undefined,
  mayAskAt: 0,
  pending: null,
  failed: null,
};

const secondsToWait = (error: unknown): number => {
  const seconds = (error as { retryAfterSeconds?: unknown } | null)?.retryAfterSeconds;
  return typeof seconds === 'number' ? seconds : 0;
};

const shown = (state: OnboardingState): Partial<OnboardingView> => {
  switch (state.state) {
    case 'ready':
      return { step: { name: 'ready' } };
    case 'auth-factor-needed':
      return { step: { name: 'auth-factor' }, isReturning: state.isReturning, hint: state.authFactorHint };
    case 'code-sent':
      return {
        step: {
          name: 'code',
          authFactor: state.authFactor,
          mustAuthenticate: state.mustAuthenticate,
          ...(state.isAnother && { isAnother: true }),
        },
      };
    case 'other-device':
      return { step: { name: 'other-device' } };
  }
};
