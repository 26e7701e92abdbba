import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import {
  createOnboarding,
  type Onboarding,
  type OnboardingDeps,
} from '../../../client-example/secure-chat/src/identity/onboarding.ts';
import { onboardingProgress } from '../../../client-example/secure-chat/src/identity/onboarding-progress.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { UserResponse } from '../../../shared/contract/user.ts';
import { type FakeSeald, fakeSealdSdk } from './fake-seald.ts';
import { type Cut, createFaults, Stopped } from './faults.ts';

const CODE = 'gemdcafe';
const phone = { phoneNumber: '+32 470 12 34 56' };
const codeOf = (error: unknown) => (error as { code?: string } | null)?.code ?? '';

/** One user's backend and Seald; each device keeps its storage and its identity between starts of the app. */
const openWorld = () => {
  const seald: FakeSeald = {
    stored: null,
    accounts: 0,
    spent: new Set(),
    answersLost: 0,
    mustAuthenticate: true,
    searchFails: null,
  };
  let user: UserResponse | null = null;
  let codesSent = 0;
  const me = async () => {
    if (!user) throw new MessagingApiError('USER_NOT_FOUND', { status: 404 });
    return user.isEnrolled
      ? user
      : { ...user, activationKey: 'a.b.c', activationKeyType: 'signupJwt' as const };
  };
  const api: OnboardingDeps['api'] = {
    me,
    signup: async () => {
      user ??= { id: 'alice', sealdId: 'T_alice', isEnrolled: false, twoManRuleKey: 'key' };
      return me();
    },
    challenge: async () => {
      codesSent += 1;
      return { mustAuthenticate: true, twoManRuleKey: 'key', twoManRuleSessionId: `ssks-${codesSent}` };
    },
    enroll: async () => {
      if (user) user = { ...user, isEnrolled: true };
      return { id: 'alice', isEnrolled: true, enrolledAt: '' };
    },
  };
  const newDevice = () => {
    const storage = memoryStorage();
    const kept = { identity: null as string | null };
    /** Starts the app anew, to be cut off at a step. */
    const start = (cut: Cut | null) => {
      const { steps, over } = createFaults(cut);
      const onboarding = createOnboarding({
        api: over(api, 'api.'),
        createSealdSdk: () => over(fakeSealdSdk(seald, kept), 'sdk.') as SealdSdk,
        progress: onboardingProgress(over(storage, 'storage.'), () => 0),
        sealdIdPrefix: 'T',
        now: () => 0,
        randomBytes,
      });
      return { steps, onboarding };
    };
    return { start, kept };
  };
  return { seald, newDevice, isEnrolled: () => user?.isEnrolled, codesSent: () => codesSent };
};

/** What a person with the phone in hand does until the app says that nothing is left to do. */
const setUp = async (onboarding: Onboarding): Promise<void> => {
  let next = await onboarding.resume();
  for (let screens = 0; next.state !== 'ready' && screens < 6; screens++)
    next =
      next.state === 'auth-factor-needed'
        ? await onboarding.begin(phone)
        : await onboarding.finish(CODE).catch((error: unknown) => {
            if (!['CODE_SPENT', 'NO_CODE_SENT'].includes(codeOf(error))) throw error;
            return onboarding.begin(phone);
          });
  expect(next).toEqual({ state: 'ready' });
};

type World = ReturnType<typeof openWorld>;

/** Sets a device up with one cut, then again without; answers false when the run ended before the cut. */
const setUpWithCut = async (device: ReturnType<World['newDevice']>, cut: Cut): Promise<boolean> => {
  const wasCut = await setUp(device.start(cut).onboarding).then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Stopped)) throw error;
      return true;
    },
  );
  await setUp(device.start(null).onboarding);
  return wasCut;
};

const MOST_STEPS = 100;

describe.each(['before', 'after'] as const)('a set-up that is ended %s a step', (when) => {
  it('comes to the same end on the next start, for every step of the first device', async () => {
    for (let at = 0; ; at++) {
      const world = openWorld();
      const device = world.newDevice();
      const wasCut = await setUpWithCut(device, { at, when });
      expect({ at, enrolled: world.isEnrolled(), accounts: world.seald.accounts }).toEqual({
        at,
        enrolled: true,
        accounts: 1,
      });
      expect(device.kept.identity).toBe(world.seald.stored);
      expect(world.codesSent()).toBeLessThanOrEqual(2);
      if (!wasCut) return;
      expect(at).toBeLessThan(MOST_STEPS);
    }
  });

  it('and for every step of a second device, without touching the identity', async () => {
    for (let at = 0; ; at++) {
      const world = openWorld();
      await setUp(world.newDevice().start(null).onboarding);
      const device = world.newDevice();
      const wasCut = await setUpWithCut(device, { at, when });
      expect({ at, identity: device.kept.identity, stored: world.seald.stored }).toEqual({
        at,
        identity: 'account-1',
        stored: 'account-1',
      });
      expect(world.seald.accounts).toBe(1);
      if (!wasCut) return;
      expect(at).toBeLessThan(MOST_STEPS);
    }
  });
});

describe('the steps that are cut', () => {
  it('are all there is: every call of the backend, the SDK and the storage', async () => {
    const { steps, onboarding } = openWorld().newDevice().start(null);
    await setUp(onboarding);
    for (const step of [
      'api.me',
      'api.signup',
      'api.challenge',
      'api.enroll',
      'storage.get',
      'storage.set',
      'storage.remove',
      'sdk.initialize',
      'sdk.registrationStatus',
      'sdk.initiateIdentity',
      'sdk.ssks2MR.keyStore.challengeValidate',
      'sdk.ssks2MR.keyStore.search',
      'sdk.ssks2MR.saveIdentity',
    ])
      expect(steps).toContain(step);
  });
});
