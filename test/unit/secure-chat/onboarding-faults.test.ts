import { describe, expect, it } from '@jest/globals';
import type { Onboarding } from '../../../client-example/secure-chat/src/identity/onboarding.ts';
import { type Cut, createFaults, Stopped } from './faults.ts';
import { openOnboardingWorld as openWorld } from './onboarding-world.ts';

const CODE = 'gemdcafe';
const phone = { phoneNumber: '+32 470 12 34 56' };
const codeOf = (error: unknown) => (error as { code?: string } | null)?.code ?? '';

/** Starts the app anew, to be cut off at a step. */
const startCut = (device: ReturnType<World['newDevice']>, cut: Cut | null) => {
  const { steps, over } = createFaults(cut);
  return { steps, onboarding: device.start(over) };
};
const codesSent = ({ calls }: World) => calls.filter((call) => call.startsWith('challenge')).length;

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
  const wasCut = await setUp(startCut(device, cut).onboarding).then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Stopped)) throw error;
      return true;
    },
  );
  await setUp(device.start());
  return wasCut;
};

const MOST_STEPS = 100;

/** The device signs with the key that others are told of. */
const expectSameAuthor = async (world: World, device: ReturnType<World['newDevice']>): Promise<void> => {
  const onboarding = device.start();
  expect(await onboarding.resume()).toEqual({ state: 'ready' });
  expect(onboarding.readyAuthor().authorKey).toBe(world.record()?.authorKey?.authorKey);
};

describe.each(['before', 'after'] as const)('a set-up that is ended %s a step', (when) => {
  it('comes to the same end on the next start, for every step of the first device', async () => {
    for (let at = 0; ; at++) {
      const world = openWorld();
      const device = world.newDevice();
      const wasCut = await setUpWithCut(device, { at, when });
      expect({ at, enrolled: world.record()?.enrolledAt !== undefined, bound: world.seald.bound }).toEqual({
        at,
        enrolled: true,
        bound: device.kept.identity,
      });
      expect(device.kept.identity).toBe(world.seald.stored.get(world.record()?.enrolment?.attempt ?? 0));
      expect(codesSent(world)).toBeLessThanOrEqual(2);
      await expectSameAuthor(world, device);
      if (!wasCut) return;
      expect(at).toBeLessThan(MOST_STEPS);
    }
  });

  it('and for every step of a second device, without touching the identity', async () => {
    for (let at = 0; ; at++) {
      const world = openWorld();
      await setUp(world.newDevice().start());
      const device = world.newDevice();
      const wasCut = await setUpWithCut(device, { at, when });
      expect({ at, identity: device.kept.identity, stored: world.seald.stored.get(1) }).toEqual({
        at,
        identity: 'account-1',
        stored: 'account-1',
      });
      expect(world.seald.accounts).toBe(1);
      await expectSameAuthor(world, device);
      if (!wasCut) return;
      expect(at).toBeLessThan(MOST_STEPS);
    }
  });
});

describe('giving the identity its user id', () => {
  const withPush = (change: (push: () => Promise<void>) => Promise<void>) => (target: object) => {
    if ('pushJwt' in target) {
      const push = target.pushJwt as () => Promise<void>;
      Object.assign(target, { pushJwt: () => change(push) });
    }
    return target as never;
  };

  it('counts when only its answer is lost', async () => {
    const world = openWorld();
    const device = world.newDevice();
    await setUp(
      device.start(
        withPush(async (push) => {
          await push();
          throw new Error('socket hang up');
        }),
      ),
    );
    expect(world.seald.bound).toBe(device.kept.identity);
    expect(world.record()?.enrolledAt).toBeDefined();
  });

  it('does not count when it was refused', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start(withPush(() => Promise.reject(new Error('refused'))));
    await onboarding.begin(phone);
    await expect(onboarding.finish(CODE)).rejects.toThrow('refused');
    expect(world.record()?.enrolledAt).toBeUndefined();
  });
});

it('a proved code for a place that is given up is forgotten: the next start asks for another', async () => {
  const world = openWorld();
  const device = world.newDevice();
  const cut = device.start();
  await cut.begin(phone);
  world.fail('claimIdentity');
  await expect(cut.finish(CODE)).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
  world.fail();
  const other = { device: 'other', account: 'account-of-the-other', attempt: 1 };
  await world.api.claimIdentity({ on: 'claim', device: other.device });
  await world.api.claimIdentity({ on: 'store', ...other });
  expect(await device.start().resume()).toMatchObject({ state: 'auth-factor-needed' });
  expect(await device.storage.get('pending-code')).toBeNull();
});

describe('a saved identity', () => {
  it('is not told of by a device that has lost it: that one asks for a code', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const { claimIdentity } = world.api;
    const onboarding = device.start((target, path) => {
      const failing: typeof claimIdentity = async (event) => {
        if (event.on === 'saved') throw new Error('socket hang up');
        return claimIdentity(event);
      };
      return path === 'api.' ? { ...target, claimIdentity: failing } : target;
    });
    await onboarding.begin(phone);
    await expect(onboarding.finish(CODE)).rejects.toThrow('socket hang up');
    await device.storage.remove('pending-code');
    device.kept.identity = null;
    expect(await device.start().resume()).toMatchObject({ state: 'auth-factor-needed' });
    expect(world.calls).not.toContain('saved');
  });

  it.each([null, 'account-7'])(
    'is none while the code was for another place: the device has %s',
    async (own) => {
      const world = openWorld();
      const device = world.newDevice();
      const onboarding = device.start();
      await onboarding.begin(phone);
      device.kept.identity = own;
      const other = { device: 'other', account: 'account-of-the-other', attempt: 1 };
      await world.api.claimIdentity({ on: 'claim', device: other.device });
      await world.api.claimIdentity({ on: 'store', ...other });
      expect(await onboarding.finish(CODE)).toMatchObject({ state: 'code-sent', isAnother: true });
      expect(await device.storage.get('identity-saved')).toBeNull();
      expect(world.calls).not.toContain('saved');
    },
  );

  it('does not count where its place was given up while it was stored: it is bound to nobody', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start((target) => {
      if (!('ssks2MR' in target)) return target;
      const kept = target.ssks2MR as { saveIdentity: (access: object) => Promise<void> };
      const { saveIdentity } = kept;
      kept.saveIdentity = async (access) => {
        await saveIdentity(access);
        if (world.record()?.enrolment?.attempt !== 1) return;
        world.pass(60_000); // so slowly that another device has taken the turn
        await world.api.claimIdentity({ on: 'claim', device: 'other' });
      };
      return target;
    });
    await onboarding.begin(phone);
    expect(await onboarding.finish(CODE)).toMatchObject({ state: 'code-sent', isAnother: true });
    expect(world.record()?.enrolledAt).toBeUndefined();
    expect(world.seald.bound).toBeNull();
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
    expect(world.seald.bound).toBe(world.seald.stored.get(2));
  });
});

describe('the steps that are cut', () => {
  it('are all there is: every call of the backend, the SDK and the storage', async () => {
    const { steps, onboarding } = startCut(openWorld().newDevice(), null);
    await setUp(onboarding);
    for (const step of [
      'api.me',
      'api.signup',
      'api.challenge',
      'api.claimIdentity',
      'api.registerAuthorKey',
      'api.enroll',
      'storage.get',
      'storage.set',
      'storage.remove',
      'sdk.initialize',
      'sdk.registrationStatus',
      'sdk.initiateIdentity',
      'sdk.pushJwt',
      'sdk.createEncryptionSession',
      'kept.get',
      'kept.set',
      'sdk.ssks2MR.keyStore.challengeValidate',
      'sdk.ssks2MR.keyStore.search',
      'sdk.ssks2MR.saveIdentity',
    ])
      expect(steps).toContain(step);
  });
});
