import { randomBytes } from 'node:crypto';
import {
  createOnboarding,
  type Onboarding,
  type OnboardingState,
} from '../../../client-example/secure-chat/src/identity/onboarding.ts';
import { onboardingProgress } from '../../../client-example/secure-chat/src/identity/onboarding-progress.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { authorOf } from '../../support/authors.ts';
import { type FakeDevice, fakeSealdSdk, newFakeSeald } from '../../unit/secure-chat/fake-seald.ts';

/*
 * One device as a state that can be gone back to: the client's own code runs from its start through all that it was told, up to its next call. A state is run into
 * once for each thing it may be told, however often the explorer comes there.
 */

/** What outlives a crash. */
export type Kept = { storage: Readonly<Record<string, string>>; database: FakeDevice };

/** A call to the world outside. */
export type Call = { name: string; args: unknown[] };
export type Outcome = { value: unknown } | { error: unknown };
/** What a call came to; `database`: what the SDK's database holds after it. */
export type Told = { outcome: Outcome; database: FakeDevice };

export type DeviceState = {
  state: 'running' | 'asleep' | 'ready' | 'failed';
  failure: unknown;
  call: Call | null;
  kept: Kept;
  /** Two states with the same number go on in the same way. */
  number: number;
  /** The number of the same state of the other device. */
  mirrored: number;
};

export class ConnectionLost extends Error {}

/** The calls that another device can see, or that tell of another device. */
const OUTSIDE = new Set([
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

/** Outside when it is asked whose a user id is; a device's own account it knows by itself. */
const WHOSE = 'sdk.utils.getRecipients';

export const DEVICES = ['dev1ce', 'dev2ce'] as const;

const CODE = 'gemdcafe';
const MOST_SCREENS = 12;
const FACTOR = { phoneNumber: '+32470123456' };

type Run = DeviceState & { origin: Kept; told: Told[]; next: Map<string, Promise<DeviceState>> };

const runs = new Map<string, Run>();
const starts = new Map<string, Promise<DeviceState>>();

const once = (
  known: Map<string, Promise<DeviceState>>,
  key: string,
  make: () => Promise<DeviceState>,
): Promise<DeviceState> => {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
};

/** The app is started on this device. */
export const startDevice = (kept: Kept): Promise<DeviceState> =>
  once(starts, JSON.stringify(kept), () => run(kept, []));

/** The call that the device waits for comes to this. */
export const tell = (device: DeviceState, told: Told): Promise<DeviceState> => {
  const { origin, told: before, next } = device as Run;
  return once(next, `${wordsOf(told.outcome)} ${JSON.stringify(told.database)}`, () =>
    run(origin, [...before, told]),
  );
};

export const newDevice = (name: string): Promise<DeviceState> =>
  startDevice({ storage: { 'enrolment-device': name }, database: { identity: null, name } });

const random = randomBytes(65_536);
let used = 0;
/** Drawn once: the code looks at what it gets at every start. */
const someRandom = (length: number): Uint8Array => {
  used = (used + length) % (random.length - length);
  return random.subarray(used, used + length);
};

const wordsOf = (outcome: Outcome): string =>
  'value' in outcome ? (JSON.stringify(outcome.value) ?? '') : String(outcome.error);

const run = async (origin: Kept, told: Told[]): Promise<DeviceState> => {
  const storage = new Map(Object.entries(origin.storage));
  const database = { ...origin.database };
  const { promise: comesToRest, resolve: rests } = Promise.withResolvers<void>();
  let at = 0;
  let call: Call | null = null;
  let state: DeviceState['state'] = 'running';
  let failure: unknown;
  const keptNow = () => ({ storage: Object.fromEntries([...storage].sort()), database });
  /** What the device kept at the last screen, and what it has been told since, or since its last sleep: all that its further way depends on. */
  let heard: string[] = [];

  const outside = (name: string, args: unknown[]): Promise<unknown> => {
    const now = told[at];
    if (!now) {
      call = { name, args };
      rests();
      return new Promise(() => {});
    }
    at += 1;
    if (name !== 'sleep') heard.push(`${name} ${wordsOf(now.outcome)}`);
    Object.assign(database, { identity: null, userId: undefined }, now.database);
    return 'value' in now.outcome ? Promise.resolve(now.outcome.value) : Promise.reject(now.outcome.error);
  };
  const over = <T extends object>(target: T, path: string): T =>
    new Proxy(target, {
      get: (object, key) => {
        const name = `${path}${String(key)}`;
        if (OUTSIDE.has(name)) return (...args: unknown[]) => outside(name, args);
        const value: unknown = Reflect.get(object, key);
        if (name === WHOSE && typeof value === 'function')
          return (of: { userIds?: string[] }) => (of.userIds ? outside(name, [of]) : value(of));
        return typeof value === 'object' && value !== null ? over(value, `${name}.`) : value;
      },
    });
  const onboarding = createOnboarding({
    api: over({}, 'api.') as never,
    createSealdSdk: () => over(fakeSealdSdk(newFakeSeald(), database), 'sdk.') as SealdSdk,
    progress: onboardingProgress(
      {
        get: async (key) => storage.get(key) ?? null,
        set: async (key, value) => void storage.set(key, value),
        remove: async (key) => void storage.delete(key),
      },
      () => 0,
    ),
    sealdIdPrefix: 'T',
    now: () => 0,
    takeAuthorKey: ({ account }) => authorOf(account),
    randomBytes: someRandom,
    pause: async () => {
      heard = heard.filter((line) => /^(?:at|api.me) /.test(line));
      state = 'asleep';
      await outside('sleep', []);
      state = 'running';
    },
  });
  const atScreen = (screen: string) => {
    heard = [`at ${screen} ${JSON.stringify(keptNow())}`];
  };
  walk(onboarding, atScreen).then(
    () => {
      state = 'ready';
      rests();
    },
    (error: unknown) => {
      state = 'failed';
      failure = error;
      rests();
    },
  );
  await comesToRest;
  const kept = keptNow();
  const key = JSON.stringify([state, call, heard, kept]);
  const found = runs.get(key);
  if (found) return found;
  const numbered = { number: numberOf(key), mirrored: numberOf(mirror(key)) };
  const made = { state, failure, call, kept, ...numbered, origin, told, next: new Map() };
  runs.set(key, made);
  return made;
};

/** The words of one device as the other one would say them. */
export const mirror = (text: string): string =>
  text.replaceAll(/dev[12]ce/g, (name) => DEVICES[name === 'dev1ce' ? 1 : 0]);

const numbers = new Map<string, number>();
const numberOf = (key: string): number => {
  const found = numbers.get(key) ?? numbers.size;
  numbers.set(key, found);
  return found;
};

/** What a person with the phone in hand does until the app says that nothing is left to do. */
const walk = async (onboarding: Onboarding, atScreen: (screen: string) => void): Promise<void> => {
  let next: OnboardingState | null = null;
  for (let screens = 0; next?.state !== 'ready'; screens++) {
    if (screens === MOST_SCREENS) throw new Error('too many screens');
    atScreen(String(next?.state));
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
