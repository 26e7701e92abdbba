import { describe, expect, it } from '@jest/globals';
import { openOnboardingWorld as openWorld, type Wrap } from './onboarding-world.ts';

const CODE = 'gemdcafe';
const phone = { phoneNumber: '+32 470 12 34 56' };
const notReady = expect.objectContaining({ code: 'NOT_READY' });

type World = ReturnType<typeof openWorld>;
type Device = ReturnType<World['newDevice']>;

const setUp = async (device: Device) => {
  const onboarding = device.start();
  await onboarding.begin(phone);
  expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
  return onboarding;
};

/** Puts these into each SDK that is made, and counts how many are. */
const withSdk = (over: object = {}) => {
  const made: object[] = [];
  const wrap: Wrap = (target, path) => {
    if (path === 'sdk.') made.push(Object.assign(target, over));
    return target;
  };
  return { made, wrap };
};

const someoneElse = { device: 'other', account: 'account-of-the-other', attempt: 1 };

describe('what a device has once it is set up', () => {
  it('is what it signs with, which it does not give out before', async () => {
    const device = openWorld().newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    expect(() => onboarding.readyAuthor()).toThrow(notReady);
    await onboarding.finish(CODE);
    expect(onboarding.readyAuthor().authorKey).toMatch(/^[\w-]{43}$/);
  });

  it('is one SDK for all its steps: two would not see what the other does to the database', async () => {
    const { made, wrap } = withSdk();
    const onboarding = openWorld().newDevice().start(wrap);
    await onboarding.begin(phone);
    await onboarding.finish(CODE);
    await onboarding.resume();
    expect(made).toHaveLength(1);
    expect(onboarding.readySdk()).toBe(made[0]);
  });

  it('is no code any more that was sent', async () => {
    const device = openWorld().newDevice();
    await setUp(device);
    expect(await device.storage.get('pending-code')).toBeNull();
  });

  it('is the only thing that says ready: a set-up that fails at its last step gives out nothing', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start();
    await onboarding.begin(phone);
    world.fail('enroll');
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
    expect(() => onboarding.readySdk()).toThrow(notReady);
    expect(() => onboarding.readyAuthor()).toThrow(notReady);
  });
});

describe('random bytes that can be guessed', () => {
  const zeros = (length: number) => new Uint8Array(length);
  const unsafe = { code: 'UNSAFE_RANDOMNESS' };

  it("end each step before it has begun, where they are the core's own", async () => {
    const world = openWorld({ randomBytes: zeros });
    const { resume, begin, finish } = world.newDevice().start();
    for (const step of [resume(), begin(phone), finish(CODE)])
      await expect(step).rejects.toMatchObject(unsafe);
    expect(world.calls).toEqual([]);
  });

  it("have no code sent and no identity made, where they are the SDK's", async () => {
    const world = openWorld();
    const { wrap } = withSdk({ sscrypto: { utils: { randomBytes: zeros } } });
    await expect(world.newDevice().start(wrap).begin(phone)).rejects.toMatchObject(unsafe);
    expect(world.calls).toEqual(['signup']);
  });
});

describe('a person', () => {
  it('who is not known yet is made known once, however often they ask for a code', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start();
    await onboarding.begin(phone);
    expect(await onboarding.begin(phone)).toMatchObject({ state: 'code-sent' });
    expect(world.calls.map((call) => call.split(' ')[0])).toEqual(['signup', 'challenge', 'challenge']);
  });

  it('who is not known is not asked for a code, nor taken at the word of one', async () => {
    const world = openWorld();
    await expect(world.newDevice().start().finish(CODE)).rejects.toMatchObject({ code: 'NO_CODE_SENT' });
    expect(world.calls).toEqual([]);
  });

  it('who comes back is told where their codes went, and sees where the code goes', async () => {
    const world = openWorld();
    await setUp(world.newDevice());
    world.change({ authFactors: { index: { hint: '+32 ••• 56', challengedAt: '' } } });
    const onboarding = world.newDevice().start();
    expect(await onboarding.resume()).toEqual({
      state: 'auth-factor-needed',
      isReturning: true,
      authFactorHint: '+32 ••• 56',
    });
    const sent = { state: 'code-sent', authFactor: { phoneNumber: '+32470123456' }, mustAuthenticate: true };
    expect(await onboarding.begin(phone)).toEqual(sent);
    expect(await onboarding.resume()).toEqual(sent);
  });
});

describe('keys that are made ahead', () => {
  const begin = async (over: object) => {
    const made: number[] = [];
    const preGenerateIdentityKeys = (count: number) => void made.push(count);
    const { wrap } = withSdk({ preGenerateIdentityKeys, ...over });
    await openWorld().newDevice().start(wrap).begin(phone);
    return made;
  };

  it('are those of one identity, while the person waits for the code', async () => {
    expect(await begin({ numberPreGeneratedIdentityKeys: 0 })).toEqual([1]);
  });

  it('are not made where there are some', async () => {
    expect(await begin({ numberPreGeneratedIdentityKeys: 1 })).toEqual([]);
  });
});

describe('an identity that was half made', () => {
  const activationKeyType = 'userLicenseToken';

  it('is dropped where it should have its user id from the start, and made anew with keys made ahead', async () => {
    let made = 0;
    const world = openWorld({ activationKeyType, preGenerateIdentityKeys: () => void made++ });
    const device = world.newDevice();
    device.kept.identity = 'account-half';
    await device.start().begin(phone);
    expect(made).toBe(1);
    device.kept.identity = 'account-half-again';
    expect(await device.start().finish(CODE)).toEqual({ state: 'ready' });
    expect(device.kept).toMatchObject({ identity: 'account-1', userId: 'T_alice' });
    expect(world.seald.stored).toEqual(new Map([[1, 'account-1']]));
  });

  it('is not made again where it is whole, nor given a user id that it has', async () => {
    const world = openWorld({ activationKeyType });
    const device = world.newDevice();
    let given = 0;
    const { wrap } = withSdk({ pushJwt: async () => void given++ });
    await device.start(wrap).begin(phone);
    Object.assign(device.kept, { identity: 'account-whole', userId: 'T_alice' });
    await device.start(wrap).finish(CODE);
    expect(given).toBe(0);
    expect(world.seald.stored).toEqual(new Map([[1, 'account-whole']]));
  });
});

describe('a wait for another device', () => {
  /** A device with a proved code, while another one has the turn. */
  const open = async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    await world.api.claimIdentity({ on: 'claim', device: someoneElse.device });
    return { world, device, onboarding };
  };

  it('looks often at first, then every five seconds, and takes the turn of a device that has died', async () => {
    const { world, device, onboarding } = await open();
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
    expect(world.waits.slice(0, 7)).toEqual([1_000, 1_000, 2_000, 3_000, 5_000, 5_000, 5_000]);
    expect(new Set(world.waits.slice(4))).toEqual(new Set([5_000]));
    expect(world.seald.stored).toEqual(new Map([[1, device.kept.identity]]));
  });

  it('is told to everybody who listens, and to nobody who has stopped', async () => {
    const { onboarding } = await open();
    const told: string[] = [];
    const stopOne = onboarding.subscribe(({ state }) => {
      told.push(`one ${state}`);
      stopOne();
    });
    onboarding.subscribe(({ state }) => told.push(`two ${state}`));
    await onboarding.finish(CODE);
    expect(told.filter((line) => line.startsWith('one'))).toEqual(['one other-device']);
    expect(told.slice(0, 3)).toEqual(['one other-device', 'two other-device', 'two other-device']);
  });

  it('goes on after it was closed and begun again', async () => {
    const { onboarding } = await open();
    const stop = onboarding.subscribe(() => void onboarding.close());
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ code: 'NOT_READY' });
    stop();
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
  });

  it('ends when the device is wiped', async () => {
    const { world, onboarding } = await open();
    let wiped: Promise<void> = Promise.resolve();
    onboarding.subscribe(() => {
      wiped = onboarding.wipe();
    });
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ code: 'NOT_READY' });
    await wiped;
    expect(world.seald.accounts).toBe(0);
  });

  it('is by an id that no other device has, and that stays', async () => {
    const ids: unknown[] = [];
    const { device, world } = await open();
    world.pass(60_000);
    for (const start of [device.start, device.start, world.newDevice().start]) {
      const onboarding = start((target, path) => {
        if (path !== 'api.') return target;
        const { claimIdentity } = world.api;
        const noting: typeof claimIdentity = async (event) => {
          if (event.on === 'claim') ids.push(event.device);
          return claimIdentity(event);
        };
        return { ...target, claimIdentity: noting };
      });
      await onboarding.begin(phone);
      world.fail('claimIdentity');
      await expect(onboarding.finish(CODE)).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
      world.fail();
    }
    const [first, again, other] = ids;
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(other).toMatch(/^[0-9a-f]{32}$/);
    expect(other).not.toBe(first);
  });
});

describe('the end', () => {
  it('closes the SDK, where there is one', async () => {
    let closed = 0;
    const { wrap } = withSdk({ close: async () => void closed++ });
    const onboarding = openWorld().newDevice().start(wrap);
    await onboarding.close();
    expect(closed).toBe(0);
    await onboarding.begin(phone);
    await onboarding.close();
    expect(closed).toBe(1);
  });

  it('wipes the identity of the device, and nothing is ready after it', async () => {
    const device = openWorld().newDevice();
    const onboarding = await setUp(device);
    await onboarding.wipe();
    expect(device.kept.identity).toBeNull();
    expect(() => onboarding.readySdk()).toThrow(notReady);
    expect(() => onboarding.readyAuthor()).toThrow(notReady);
  });

  it('is no end of the person: the same app sets the device up again, with another SDK', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const { made, wrap } = withSdk();
    const onboarding = device.start(wrap);
    await onboarding.begin(phone);
    await onboarding.finish(CODE);
    await onboarding.wipe();
    expect(await onboarding.resume()).toMatchObject({ state: 'auth-factor-needed', isReturning: true });
    await onboarding.begin(phone);
    expect(() => onboarding.readySdk()).toThrow(notReady);
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
    expect(onboarding.readySdk()).toBe(made.at(-1));
    expect(made).toHaveLength(2);
  });

  it('wipes what an earlier start of the app has left, finished or not', async () => {
    for (const isFinished of [true, false]) {
      const device = openWorld().newDevice();
      if (isFinished) await setUp(device);
      else await device.start().begin(phone);
      device.kept.identity ??= 'account-begun';
      await device.start().wipe();
      expect(device.kept.identity).toBeNull();
    }
  });

  it('opens no database of a device that nobody was set up on', async () => {
    const { made, wrap } = withSdk();
    await openWorld().newDevice().start(wrap).wipe();
    expect(made).toEqual([]);
  });
});
