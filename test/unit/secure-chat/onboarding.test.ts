import { describe, expect, it } from '@jest/globals';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { headOf } from './fake-seald.ts';
import { openOnboardingWorld as openWorld } from './onboarding-world.ts';

const CODE = 'gemdcafe';
const phone = { phoneNumber: '+32 470 12 34 56' };

describe('onboarding', () => {
  it('brings a new user to ready, and asks nothing of a ready device', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    expect(await onboarding.resume()).toEqual({ state: 'auth-factor-needed', isReturning: false });
    expect(() => onboarding.readySdk()).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    expect(await onboarding.begin(phone)).toMatchObject({ state: 'code-sent', mustAuthenticate: true });
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
    expect(onboarding.readySdk()).toBeDefined();
    expect(await device.start().resume()).toEqual({ state: 'ready' });
    expect(world.calls).toEqual([
      'signup',
      'challenge {"phoneNumber":"+32470123456"}',
      'claim',
      'store',
      'saved',
      'enroll',
    ]);
    expect(world.seald).toMatchObject({
      stored: new Map([[1, 'account-1']]),
      accounts: 1,
      bound: 'account-1',
    });
  });

  it('takes a wrong code as nothing, and the right one after it', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start();
    await onboarding.begin(phone);
    for (const code of ['gemdcafx', 'l0ng', ''])
      await expect(onboarding.finish(code)).rejects.toMatchObject({ code: 'WRONG_CODE' });
    expect(world.seald.accounts).toBe(0);
    expect(await onboarding.finish(' GemdCafe ')).toEqual({ state: 'ready' });
  });

  it('goes on with the code already sent after the app was stopped, until the code has run out', async () => {
    const world = openWorld();
    const device = world.newDevice();
    await device.start().begin(phone);
    expect(await device.start().resume()).toMatchObject({ state: 'code-sent' });
    world.pass(6 * 3_600_000);
    const late = device.start();
    expect(await late.resume()).toMatchObject({ state: 'auth-factor-needed' });
    await expect(late.finish(CODE)).rejects.toMatchObject({ code: 'NO_CODE_SENT' });
  });

  it('retrieves the stored identity on a new device', async () => {
    const world = openWorld();
    const first = world.newDevice().start();
    await first.begin(phone);
    await first.finish(CODE);
    const second = world.newDevice();
    const onboarding = second.start();
    expect(await onboarding.resume()).toMatchObject({ state: 'auth-factor-needed', isReturning: true });
    await onboarding.begin(phone);
    await onboarding.finish(CODE);
    expect(second.kept.identity).toBe('account-1');
    expect(world.seald.accounts).toBe(1);
  });

  it('goes on as on a new device, with one code, where nobody can read what it keeps any more', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const first = device.start();
    await first.begin(phone);
    await first.finish(CODE);
    device.kept.isUnreadable = true;
    const again = device.start();
    expect(await again.resume()).toMatchObject({ state: 'auth-factor-needed', isReturning: true });
    expect(device.kept).toMatchObject({ identity: 'account-1', isUnreadable: true }); // looking drops nothing
    await again.begin(phone);
    expect(device.kept).toMatchObject({ identity: null, isUnreadable: false });
    expect(await again.finish(CODE)).toEqual({ state: 'ready' });
    expect(device.kept.identity).toBe('account-1');
    expect(world.calls.filter((call) => call.startsWith('challenge'))).toHaveLength(2);
  });

  it('asks for no code while the device can keep nothing', async () => {
    const world = openWorld();
    const storage = memoryStorage();
    let isFull = true;
    const set: typeof storage.set = async (key, value) => {
      if (isFull) throw new DOMException('', 'QuotaExceededError');
      await storage.set(key, value);
    };
    const onboarding = world.newDevice({ ...storage, set }).start();
    await expect(onboarding.begin(phone)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(world.calls).toEqual(['signup']);
    isFull = false;
    await onboarding.begin(phone);
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
  });

  it('only enrolls when it was stopped between saving and enrolling', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    world.fail('enroll');
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
    world.fail();
    expect(await device.start().resume()).toEqual({ state: 'ready' });
    expect(world.calls.at(-1)).toBe('enroll');
  });

  it('drops an identity of this device that was never saved when another device has enrolled since', async () => {
    const world = openWorld();
    const stopped = world.newDevice();
    await stopped.start().begin(phone);
    stopped.kept.identity = 'account-orphan';
    const other = world.newDevice().start();
    await other.begin(phone);
    await other.finish(CODE);
    const again = stopped.start();
    expect(await again.resume()).not.toEqual({ state: 'ready' });
    await again.begin(phone);
    await again.finish(CODE);
    expect(stopped.kept.identity).toBe('account-1');
  });

  it('keeps an unsaved identity of this device when nothing is stored', async () => {
    const world = openWorld();
    const device = world.newDevice();
    await device.start().begin(phone);
    device.kept.identity = 'account-7';
    await device.start().finish(CODE);
    expect(world.seald).toMatchObject({ stored: new Map([[1, 'account-7']]), accounts: 0 });
  });

  it('registers the head of the own chain with enroll, and again when the backend knows another', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    await onboarding.finish(CODE);
    expect(world.record()?.sigchain?.hash).toBe(headOf('account-1'));
    await device.start().resume();
    expect(world.calls.filter((call) => call === 'enroll')).toHaveLength(1);
    world.change({ sigchain: { hash: 'an older head', account: 'account-1', registeredAt: '' } });
    expect(await device.start().resume()).toEqual({ state: 'ready' });
    expect(world.record()?.sigchain?.hash).toBe(headOf('account-1'));
  });

  it('starts though the head cannot be registered, and tries again at the next start', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    await onboarding.finish(CODE);
    world.change({ sigchain: { hash: 'an older head', account: 'account-1', registeredAt: '' } });
    world.fail('enroll');
    expect(await device.start().resume()).toEqual({ state: 'ready' });
    expect(world.record()?.sigchain?.hash).toBe('an older head');
    world.fail();
    await device.start().resume();
    expect(world.record()?.sigchain?.hash).toBe(headOf('account-1'));
  });

  it('registers nothing while the chain does not hold the keys of this device, and goes on once it does', async () => {
    const world = openWorld();
    world.seald.namesOtherKeys = true;
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ code: 'OWN_KEYS_DOUBTED' });
    expect(world.calls).not.toContain('enroll');
    expect(world.record()).not.toHaveProperty('authorKey');
    world.seald.namesOtherKeys = false;
    expect(await device.start().resume()).toEqual({ state: 'ready' });
    expect(world.record()?.sigchain?.hash).toBe(headOf('account-1'));
  });

  it('takes what the backend has just said of somebody enrolled, and asks again about others', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    const before = await world.api.me();
    await onboarding.finish(CODE);
    const known = await world.api.me();
    world.fail('me');
    expect(await device.start().resume(known)).toEqual({ state: 'ready' });
    await expect(device.start().resume(before)).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
  });

  it('takes a second tap on a button as nothing', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start();
    await Promise.all([onboarding.begin(phone), onboarding.resume()]);
    const both = await Promise.all([onboarding.finish(CODE), onboarding.finish(CODE)]);
    expect(both).toEqual([{ state: 'ready' }, { state: 'ready' }]);
    expect(world.seald.accounts).toBe(1);
    expect(world.calls.filter((call) => call === 'enroll')).toHaveLength(1);
  });

  it('asks for a new code when a try without an answer may have spent the old one', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start();
    await onboarding.begin(phone);
    world.seald.answersLost = 1;
    await expect(onboarding.finish(CODE)).rejects.toThrow('socket hang up');
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ code: 'CODE_SPENT' });
    await onboarding.begin(phone);
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
  });

  it('goes on without the code once it is proved, until the key storage has forgotten', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    world.seald.searchFails = 'connection refused';
    await expect(onboarding.finish(CODE)).rejects.toThrow('connection refused');
    await expect(onboarding.finish('')).rejects.toThrow('connection refused');
    await expect(device.start().resume()).rejects.toThrow('connection refused');
    world.seald.searchFails = 'Retrieving identity failed: 404 {}';
    await expect(device.start().resume()).rejects.toThrow('404');
    world.seald.searchFails = null;
    expect(await device.start().resume()).toMatchObject({ state: 'auth-factor-needed' });
  });

  it('saves without a code where the key storage asks for none', async () => {
    const world = openWorld({ seald: { mustAuthenticate: false } });
    const onboarding = world.newDevice().start();
    expect(await onboarding.begin(phone)).toMatchObject({ state: 'code-sent', mustAuthenticate: false });
    expect(await onboarding.finish('')).toEqual({ state: 'ready' });
    expect(world.seald.stored.get(1)).toBe('account-1');
  });

  it('says so when an enrolled user has nothing stored, instead of making a second identity', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start();
    await onboarding.begin(phone);
    await onboarding.finish(CODE);
    world.seald.stored.clear();
    const newDevice = world.newDevice().start();
    await newDevice.begin(phone);
    await expect(newDevice.finish(CODE)).rejects.toMatchObject({ code: 'IDENTITY_LOST' });
    expect(world.seald.accounts).toBe(1);
  });

  it('refuses a backend that names users differently', async () => {
    const onboarding = openWorld({ prefix: 'OTHER' }).newDevice().start();
    await expect(onboarding.begin(phone)).rejects.toMatchObject({ code: 'WRONG_CONFIGURATION' });
  });

  it('signs nobody up whom the backend may know: only when it says that it does not', async () => {
    const world = openWorld();
    world.failWith('me', new MessagingApiError('INTERNAL_ERROR', { status: 500 }));
    const onboarding = world.newDevice().start();
    await expect(onboarding.resume()).rejects.toMatchObject({ type: 'INTERNAL_ERROR' });
    await expect(onboarding.begin(phone)).rejects.toMatchObject({ type: 'INTERNAL_ERROR' });
    expect(world.calls).toEqual([]);
  });

  it("takes no code of somebody else's for its own", async () => {
    const world = openWorld();
    const { start, storage } = world.newDevice();
    await start().begin(phone);
    const pending = (await storage.get('pending-code')) ?? '';
    await storage.set('pending-code', pending.replace('T_alice', 'T_bob'));
    const onboarding = start();
    expect(await onboarding.resume()).toMatchObject({ state: 'auth-factor-needed' });
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ code: 'NO_CODE_SENT' });
  });

  it('has no code sent to who is ready', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const first = device.start();
    await first.begin(phone);
    await first.finish(CODE);
    const before = world.calls.length;
    expect(await device.start().begin(phone)).toEqual({ state: 'ready' });
    expect(world.calls.slice(before)).toEqual([]);
  });

  it('gives out no SDK before it is ready', async () => {
    const onboarding = openWorld().newDevice().start();
    await onboarding.begin(phone);
    expect(() => onboarding.readySdk()).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
  });

  it('makes keys ahead for whoever needs new ones, and for nobody else', async () => {
    const made: string[] = [];
    const world = openWorld({ preGenerateIdentityKeys: () => made.push('keys') });
    await world.newDevice().start().begin(phone);
    expect(made).toHaveLength(1);
    const own = world.newDevice();
    own.kept.identity = 'account-7';
    await own.start().begin(phone);
    const first = world.newDevice().start();
    await first.begin(phone);
    await first.finish(CODE);
    made.length = 0;
    await own.start().begin(phone);
    await world.newDevice().start().begin(phone);
    expect(made).toEqual([]);
  });

  it('does not hold another identity than the saved one for its own: the code brings that one', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const first = device.start();
    await first.begin(phone);
    await first.finish(CODE);
    device.kept.identity = 'account-of-another-time';
    const again = device.start();
    expect(await again.resume()).toMatchObject({ state: 'auth-factor-needed', isReturning: true });
    await again.begin(phone);
    expect(await again.finish(CODE)).toEqual({ state: 'ready' });
    expect(device.kept.identity).toBe('account-1');
  });

  it('waits for another device, says so, and takes what that one has saved', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    const other = { device: 'other', account: 'account-of-the-other', attempt: 1 };
    await world.api.claimIdentity({ on: 'claim', device: other.device });
    await world.api.claimIdentity({ on: 'store', ...other });
    const told: unknown[] = [];
    onboarding.subscribe(({ state }) => {
      told.push(state);
      world.seald.stored.set(1, other.account);
    });
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
    expect(told).toEqual(['other-device']);
    expect(device.kept.identity).toBe(other.account);
    expect(world.record()?.enrolment).toMatchObject({ state: 'enrolled', account: other.account });
    expect(world.seald.bound).toBe(other.account);
  });

  it('stores its own in another place, by another code, when the other device has died while it stored', async () => {
    const world = openWorld();
    const device = world.newDevice();
    const onboarding = device.start();
    await onboarding.begin(phone);
    const other = { device: 'other', account: 'account-of-the-other', attempt: 1 };
    await world.api.claimIdentity({ on: 'claim', device: other.device });
    await world.api.claimIdentity({ on: 'store', ...other });
    expect(await onboarding.finish(CODE)).toMatchObject({ state: 'code-sent', isAnother: true });
    world.seald.stored.set(1, other.account); // too late
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
    expect(world.seald.stored.get(2)).toBe(device.kept.identity);
    expect(world.seald.bound).toBe(device.kept.identity);
  });

  it('does not believe in what comes to its own old place after another identity has enrolled', async () => {
    const world = openWorld();
    const slow = world.newDevice();
    const cut = slow.start((target) => {
      const saveIdentity = () => Promise.reject(new Error('socket hang up'));
      if ('ssks2MR' in target) Object.assign(target.ssks2MR as object, { saveIdentity });
      return target;
    });
    await cut.begin(phone);
    await expect(cut.finish(CODE)).rejects.toThrow('socket hang up');
    world.pass(60_000);
    const other = world.newDevice().start();
    await other.begin(phone);
    expect(await other.finish(CODE)).toMatchObject({ isAnother: true });
    expect(await other.finish(CODE)).toEqual({ state: 'ready' });
    world.seald.stored.set(1, String(slow.kept.identity)); // arrives at last
    const again = slow.start();
    expect(await again.resume()).toMatchObject({ state: 'auth-factor-needed' });
    await again.begin(phone);
    expect(await again.finish(CODE)).toEqual({ state: 'ready' });
    expect(slow.kept.identity).toBe(world.seald.stored.get(2));
  });

  it('is ready only once it has read back what it stored', async () => {
    const world = openWorld();
    const device = world.newDevice();
    let isSwallowed = false;
    const onboarding = device.start((target) => {
      if (!('ssks2MR' in target)) return target;
      const kept = target.ssks2MR as { saveIdentity: (access: object) => Promise<void> };
      const { saveIdentity } = kept;
      kept.saveIdentity = async (access) => {
        if (isSwallowed) return saveIdentity(access);
        isSwallowed = true; // answered, and nothing kept
      };
      return target;
    });
    await onboarding.begin(phone);
    expect(await onboarding.finish(CODE)).toEqual({ state: 'ready' });
    expect(world.seald.stored.get(1)).toBe(device.kept.identity);
  });

  it('stops waiting when it is closed', async () => {
    const world = openWorld();
    const onboarding = world.newDevice().start();
    await onboarding.begin(phone);
    await world.api.claimIdentity({ on: 'claim', device: 'other' });
    onboarding.subscribe(() => void onboarding.close());
    await expect(onboarding.finish(CODE)).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(world.seald.accounts).toBe(0);
  });
});
