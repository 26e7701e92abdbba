import { randomBytes } from 'node:crypto';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import {
  createOnboarding,
  type OnboardingDeps,
} from '../../../client-example/secure-chat/src/identity/onboarding.ts';
import { onboardingProgress } from '../../../client-example/secure-chat/src/identity/onboarding-progress.ts';
import {
  type TakeAuthorKeyDeps,
  takeAuthorKey,
} from '../../../client-example/secure-chat/src/identity/take-author-key.ts';
import { memoryRecords } from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { createKeptAuthorKey } from '../../../client-example/secure-chat/src/storage/kept-author-key.ts';
import type { User } from '../../../shared/domain/user.ts';
import { ed25519 } from '../../support/authors.ts';
import { openEnrolment } from './fake-enrolment.ts';
import { type FakeDevice, type FakeSeald, fakeSealdSdk, newFakeSeald, sessionOf } from './fake-seald.ts';

type Options = {
  prefix?: string;
  seald?: Partial<FakeSeald>;
  activationKeyType?: 'signupJwt' | 'userLicenseToken';
  preGenerateIdentityKeys?: (sdk: SealdSdk) => void;
  randomBytes?: OnboardingDeps['randomBytes'];
};

/** What a test may put in a device's way to the world. */
export type Wrap = <T extends object>(target: T, path: string) => T;
const asItIs: Wrap = (target) => target;

/** The backend's own rules and a fake Seald, as one user's devices see them. Time stands still but for `pass`, and for waits, which take none. */
export const openOnboardingWorld = (options: Options = {}) => {
  const seald = newFakeSeald(options.seald);
  const calls: string[] = [];
  const waits: number[] = [];
  let failing: Record<string, unknown> = {};
  let time = 0;
  const { activationKeyType = 'signupJwt' } = options;
  const backend = openEnrolment({ now: () => time, activationKeyType });
  const asked = async <T>(name: string, line: string, work: () => Promise<T>): Promise<T> => {
    if (failing[name]) throw failing[name];
    calls.push(line);
    return work();
  };
  const { me, signup, claimIdentity, enroll, registerAuthorKey } = backend.api;
  const api: OnboardingDeps['api'] & TakeAuthorKeyDeps['api'] = {
    registerAuthorKey: async (request) =>
      failing.registerAuthorKey ? Promise.reject(failing.registerAuthorKey) : registerAuthorKey(request),
    me: async () => (failing.me ? Promise.reject(failing.me) : me()),
    signup: async () => asked('signup', 'signup', signup),
    claimIdentity: async (event) => asked('claimIdentity', event.on, () => claimIdentity(event)),
    enroll: async (request) => asked('enroll', 'enroll', () => enroll(request)),
    challenge: async (request) =>
      asked('challenge', `challenge ${JSON.stringify(request)}`, async () => {
        const attempt = backend.attempt();
        const twoManRuleSessionId = sessionOf(attempt, `ssks-${calls.length}`);
        const { mustAuthenticate } = seald;
        return { mustAuthenticate, twoManRuleKey: 'key', twoManRuleSessionId, attempt };
      }),
  };
  const newDevice = (storage = memoryStorage(), kept: FakeDevice = { identity: null }) => {
    const own = { api, ed25519, randomBytes };
    const keys = createKeptAuthorKey(memoryRecords());
    const start = (wrap: Wrap = asItIs) =>
      createOnboarding({
        api: wrap(api, 'api.'),
        createSealdSdk: () => wrap(fakeSealdSdk(seald, kept), 'sdk.'),
        progress: onboardingProgress(wrap(storage, 'storage.'), () => time),
        sealdIdPrefix: options.prefix ?? 'T',
        now: () => time,
        pause: async (milliseconds) => {
          waits.push(milliseconds);
          time += milliseconds;
          await new Promise(setImmediate);
        },
        takeAuthorKey: (owner) =>
          takeAuthorKey({ ...own, api: wrap(own.api, 'api.'), kept: wrap(keys, 'kept.') }, owner),
        randomBytes: options.randomBytes ?? randomBytes,
        preGenerateIdentityKeys: options.preGenerateIdentityKeys,
      });
    return { start, kept, storage, keys };
  };
  return {
    api,
    seald,
    calls,
    /** How long each wait for another device was, in milliseconds. */
    waits,
    newDevice,
    record: backend.find,
    change: (changed: Partial<User>) => {
      const user = backend.find();
      if (user) backend.put({ ...user, ...changed });
    },
    /** From now on those calls fail, with what is given or as if there were no network. */
    fail: (...names: (keyof typeof api)[]) => {
      failing = Object.fromEntries(names.map((name) => [name, new MessagingApiError('NETWORK_FAILURE')]));
    },
    failWith: (name: keyof typeof api, error: unknown) => {
      failing = { [name]: error };
    },
    pass: (ms: number) => {
      time += ms;
    },
  };
};
