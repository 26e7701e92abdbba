import { randomBytes } from 'node:crypto';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import {
  createOnboarding,
  type OnboardingDeps,
} from '../../../client-example/secure-chat/src/identity/onboarding.ts';
import { onboardingProgress } from '../../../client-example/secure-chat/src/identity/onboarding-progress.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { User } from '../../../shared/domain/user.ts';
import { authorOf } from '../../support/authors.ts';
import { openEnrolment } from './fake-enrolment.ts';
import { type FakeDevice, type FakeSeald, fakeSealdSdk, newFakeSeald, sessionOf } from './fake-seald.ts';

type Options = {
  prefix?: string;
  seald?: Partial<FakeSeald>;
  activationKeyType?: 'signupJwt' | 'userLicenseToken';
  preGenerateIdentityKeys?: (sdk: SealdSdk) => void;
};

/** What a test may put in a device's way to the world. */
export type Wrap = <T extends object>(target: T, path: string) => T;
const asItIs: Wrap = (target) => target;

/** The backend's own rules and a fake Seald, as one user's devices see them. Time stands still but for `pass`, and for waits, which take none. */
export const openOnboardingWorld = (options: Options = {}) => {
  const seald = newFakeSeald(options.seald);
  const calls: string[] = [];
  let failing: Record<string, unknown> = {};
  let time = 0;
  const { activationKeyType = 'signupJwt' } = options;
  const backend = openEnrolment({ now: () => time, activationKeyType });
  const asked = async <T>(name: string, line: string, work: () => Promise<T>): Promise<T> => {
    if (failing[name]) throw failing[name];
    calls.push(line);
    return work();
  };
  const { me, signup, claimIdentity, enroll } = backend.api;
  const api: OnboardingDeps['api'] = {
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
    const start = (wrap: Wrap = asItIs) =>
      createOnboarding({
        api: wrap(api, 'api.'),
        createSealdSdk: () => wrap(fakeSealdSdk(seald, kept), 'sdk.'),
        progress: onboardingProgress(wrap(storage, 'storage.'), () => time),
        sealdIdPrefix: options.prefix ?? 'T',
        now: () => time,
        pause: async (milliseconds) => {
          time += milliseconds;
          await new Promise(setImmediate);
        },
        takeAuthorKey: ({ account }) => authorOf(account),
        randomBytes,
        preGenerateIdentityKeys: options.preGenerateIdentityKeys,
      });
    return { start, kept, storage };
  };
  return {
    api,
    seald,
    calls,
    newDevice,
    record: backend.find,
    change: (changed: Partial<User>) => {
      const user = backend.find();
      if (user) backend.put({ ...user, ...changed });
    },
    /** From now on those calls fail, with what is given or as if there were no network. */
    fail: (...names: (keyof OnboardingDeps['api'])[]) => {
      failing = Object.fromEntries(names.map((name) => [name, new MessagingApiError('NETWORK_FAILURE')]));
    },
    failWith: (name: keyof OnboardingDeps['api'], error: unknown) => {
      failing = { [name]: error };
    },
    pass: (ms: number) => {
      time += ms;
    },
  };
};
