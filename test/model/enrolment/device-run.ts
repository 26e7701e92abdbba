import { randomBytes } from 'node:crypto';
import {
  createOnboarding,
  type Onboarding,
  type OnboardingState,
} from '../../../client-example/secure-chat/src/identity/onboarding.ts';
import { onboardingProgress } from '../../../client-example/secure-chat/src/identity/onboarding-progress.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { type FakeDevice, type FakeSeald, fakeSealdSdk } from '../../unit/secure-chat/fake-seald.ts';

/** A call of a device to the world outside, held back until the explorer lets it through. */
export type HeldCall = {
  name: string;
  what: string;
  /** Carries it out there; what it answers. */
  carryOut: () => Promise<unknown>;
  /** The same later, with what the device had when it asked. */
  carryOutLate: () => Promise<unknown>;
  answer: (value: unknown) => void;
  fail: (error: unknown) => void;
};

export class ConnectionLost extends Error {}

/** What is not let through by itself: everything that another device can see, or that tells of another device. */
const HELD = new Set([
  'api.me',
  'api.signup',
  'api.challenge',
  'api.claimIdentity',
  'api.enroll',
  'sdk.initiateIdentity',
  'sdk.importIdentity',
  'sdk.pushJwt',
  'sdk.ssks2MR.keyStore.challengeValidate',
  'sdk.ssks2MR.keyStore.search',
  'sdk.ssks2MR.saveIdentity',
]);

const callOf = (sdk: object, path: string, args: unknown[]): Promise<unknown> => {
  const call = path.split('.').reduce<unknown>((inside, key) => Reflect.get(inside as object, key), sdk);
  return (call as (...args: unknown[]) => Promise<unknown>)(...args);
};

const CODE = 'gemdcafe';
const MOST_SCREENS = 12;
const FACTOR = { phoneNumber: '+32470123456' };

/** One device of the person: the client's own code, each call of which is held back. Its storage and database outlive a crash. */
export const createDevice = (name: string, seald: FakeSeald, api: object) => {
  const storage = memoryStorage();
  void storage.set('enrolment-device', name);
  const database: FakeDevice = { identity: null, name };
  let starts = 0;
  let held: HeldCall | null = null;
  let state: 'running' | 'asleep' | 'ready' | 'failed' | 'gone' = 'gone';
  let failure: unknown;
  let hasCode = false;
  /** What the code has been told since it started or last slept: with what the device keeps, all that its further way depends on. */
  let heard: string[] = [];

  const hold = (start: number, call: string, args: unknown[], work: () => Promise<unknown>) =>
    new Promise((answer, fail) => {
      if (start !== starts) return; // the process has died
      const then = { ...database };
      const atSeald = () => callOf(fakeSealdSdk(seald, then), call.slice('sdk.'.length), args);
      const late = call.startsWith('sdk.') ? atSeald : work;
      held = { name: call, what: JSON.stringify(args), carryOut: work, carryOutLate: late, answer, fail };
    });

  const over = <T extends object>(target: T, start: number, path: string): T =>
    new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key);
        const call = `${path}${String(key)}`;
        if (typeof value === 'object' && value !== null) return over(value, start, `${call}.`);
        if (typeof value !== 'function') return value;
        if (!HELD.has(call)) return (...args: unknown[]) => value.apply(object, args);
        return (...args: unknown[]) => hold(start, call, args, () => value.apply(object, args));
      },
    });

  const begin = (): void => {
    const start = ++starts;
    heard = [];
    held = null;
    state = 'running';
    const onboarding = createOnboarding({
      api: over(api, start, 'api.') as never,
      createSealdSdk: () => over(fakeSealdSdk(seald, database), start, 'sdk.') as SealdSdk,
      progress: onboardingProgress(storage, () => 0),
      sealdIdPrefix: 'T',
      now: () => 0,
      randomBytes: randomBytes,
      pause: async () => {
        heard = heard.filter((line) => /^(?:at|api.me) /.test(line));
        state = 'asleep';
        await hold(start, 'sleep', [], async () => undefined);
        state = 'running';
      },
    });
    walk(onboarding, () => start === starts).then(
      () => {
        if (start === starts) state = 'ready';
      },
      (error) => {
        if (start !== starts) return;
        state = 'failed';
        failure = error;
      },
    );
  };

  /** What a person with the phone in hand does until the app says that nothing is left to do. */
  const walk = async (onboarding: Onboarding, isAlive: () => boolean): Promise<void> => {
    let next: OnboardingState | null = null;
    for (let screens = 0; next?.state !== 'ready'; screens++) {
      if (screens === MOST_SCREENS) throw new Error('too many screens');
      if (!isAlive()) return;
      heard = [`at ${next?.state}`];
      next = await screen(onboarding, next);
    }
  };

  const screen = async (onboarding: Onboarding, from: OnboardingState | null) => {
    try {
      if (from?.state === 'auth-factor-needed') return await onboarding.begin(FACTOR);
      if (from?.state === 'code-sent') return await onboarding.finish(CODE);
      return await onboarding.resume();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'CODE_SPENT' || code === 'NO_CODE_SENT') return onboarding.begin(FACTOR);
      if (error instanceof ConnectionLost) return null; // tries again
      throw error;
    }
  };

  return {
    name,
    database,
    begin,
    held: () => held,
    state: () => state,
    failure: () => failure,
    hasCode: () => hasCode,
    hear: (call: HeldCall, told: string) => {
      if (call.name === 'api.challenge') hasCode = true;
      held = null;
      if (call.name !== 'sleep') heard.push(`${call.name} ${told}`);
    },
    die: (isForGood: boolean) => {
      if (!isForGood) return begin();
      starts += 1;
      held = null;
      state = 'gone';
    },
    key: async () => [
      state,
      held && [held.name, held.what],
      heard,
      database,
      await Promise.all(['pending-code', 'identity-saved'].map(storage.get)),
    ],
  };
};

export type ModelDevice = ReturnType<typeof createDevice>;
