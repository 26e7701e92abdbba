import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import type { DeviceOptions, Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startJourney();
}, 60_000);
afterAll(() => journey.close());

/** A code of the right form that is not the one sent. */
const wrongCodeFor = async (person: Person): Promise<string> => {
  const code = await person.lastCode();
  return (code.startsWith('a') ? 'b' : 'a') + code.slice(1);
};

describe('a new user', () => {
  it('is asked for a phone number, then for the code, and is ready', async () => {
    const alice = await journey.person('Alice');
    const { onboarding, api } = journey.device(alice);
    expect(await api.me()).toEqual({ user: null });
    expect(await onboarding.resume()).toEqual({ state: 'auth-factor-needed', isReturning: false });
    const { phoneNumber } = alice;
    expect(await onboarding.begin({ phoneNumber })).toEqual({
      state: 'code-sent',
      mustAuthenticate: true,
      authFactor: { phoneNumber },
    });
    expect(await onboarding.finish(await alice.lastCode())).toEqual({ state: 'ready' });
    expect(await api.me()).toMatchObject({ user: { id: alice.userId, isEnrolled: true } });
    expect(await api.me()).not.toHaveProperty('user.activationKey');
  });

  it('may write the number as people do', async () => {
    const alice = await journey.person('Alice');
    const { onboarding } = journey.device(alice);
    const spaced = alice.phoneNumber.replace(/^(\+32)(...)(..)/, '$1 (0)$2/$3 ');
    await onboarding.begin({ phoneNumber: spaced });
    expect(await onboarding.finish(await alice.lastCode())).toEqual({ state: 'ready' });
  });

  it('may use an e-mail address', async () => {
    const alice = await journey.person('Alice');
    const { onboarding } = journey.device(alice);
    const email = `Alice.${randomUUID()}@Example.com`;
    await onboarding.begin({ email });
    const inbox = await fetch(`${journey.stack.inbox}?to=${encodeURIComponent(email.toLowerCase())}`);
    const [{ code }] = (await inbox.json()) as [{ code: string }];
    expect(await onboarding.finish(code)).toEqual({ state: 'ready' });
  });

  it('is told of a wrong code, and may try again', async () => {
    const alice = await journey.person('Alice');
    const { onboarding } = journey.device(alice);
    await onboarding.begin({ phoneNumber: alice.phoneNumber });
    const wrong = await wrongCodeFor(alice);
    await expect(onboarding.finish(wrong)).rejects.toMatchObject({
      name: 'SecureChatError',
      code: 'WRONG_CODE',
      message: 'The code is not right. Check it and enter it again.',
    });
    await expect(onboarding.finish('00000000')).rejects.toMatchObject({ code: 'WRONG_CODE' });
    expect(await onboarding.finish(await alice.lastCode())).toEqual({ state: 'ready' });
  });

  it('gets further with a new code after too many wrong ones', async () => {
    const alice = await journey.person('Alice');
    const { onboarding } = journey.device(alice);
    await onboarding.begin({ phoneNumber: alice.phoneNumber });
    const wrong = await wrongCodeFor(alice);
    for (let tries = 0; tries < 5; tries++) await expect(onboarding.finish(wrong)).rejects.toThrow();
    await expect(onboarding.finish(await alice.lastCode())).rejects.toMatchObject({ code: 'WRONG_CODE' });
    await onboarding.begin({ phoneNumber: alice.phoneNumber });
    expect(await onboarding.finish(await alice.lastCode())).toEqual({ state: 'ready' });
  });

  it('is told what is wrong with a phone number, before any code is sent', async () => {
    const { onboarding } = journey.device(await journey.person('Alice'));
    await expect(onboarding.begin({ phoneNumber: '12' })).rejects.toMatchObject({ type: 'INVALID_REQUEST' });
  });

  it('gets one two-man-rule key from five sign-ups at once', async () => {
    const { api } = journey.device(await journey.person('Alice'));
    const answers = await Promise.all(Array.from({ length: 5 }, () => api.signup()));
    expect(new Set(answers.map(({ twoManRuleKey }) => twoManRuleKey)).size).toBe(1);
    expect(new Set(answers.map(({ activationKey }) => activationKey)).size).toBe(5);
  });
});

describe('a returning user', () => {
  it('reads old messages on a fresh device, and writes from both', async () => {
    const [alice, bob] = await Promise.all([journey.person('Alice'), journey.person('Bob')]);
    const [alicePhone, bobPhone] = await Promise.all([journey.readyDevice(alice), journey.readyDevice(bob)]);
    const wanted = { type: encryptedType(journey), id: randomUUID(), members: [bob.userId] };
    const { cid, send } = await alicePhone.createChannel(wanted);
    await send('an old message');
    const laptop = journey.device(bob);
    expect(await laptop.onboarding.resume()).toMatchObject({
      state: 'auth-factor-needed',
      isReturning: true,
      authFactorHint: expect.stringContaining('•'),
    });
    await laptop.onboarding.begin({ phoneNumber: bob.phoneNumber });
    await laptop.onboarding.finish(await bob.lastCode());
    await laptop.connect();
    const atLaptop = await enter(laptop, cid);
    expect(await atLaptop.messages()).toMatchObject([{ text: 'an old message' }]);
    await atLaptop.send('from the laptop');
    const atPhone = await enter(bobPhone, cid);
    await atPhone.send('from the phone');
    const atAlice = await enter(alicePhone, cid);
    expect(await atAlice.messages()).toMatchObject([
      { text: 'an old message' },
      { text: 'from the laptop', from: bob.userId },
      { text: 'from the phone', from: bob.userId },
    ]);
  });

  it('cannot have the code sent elsewhere', async () => {
    const alice = await journey.person('Alice');
    await journey.readyDevice(alice);
    const thief = journey.device(alice);
    const begin = thief.onboarding.begin({ phoneNumber: '+32470000000' });
    await expect(begin).rejects.toMatchObject({ type: 'AUTH_FACTOR_MISMATCH' });
  });

  it('cannot chat before the set-up is done on this device', async () => {
    const alice = await journey.person('Alice');
    await journey.readyDevice(alice);
    const opening = journey.device(alice).openChannel('encrypted:any');
    await expect(opening).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it('keeps the identity over a restart of the app, and is asked nothing', async () => {
    const alice = await journey.person('Alice');
    const rawKey = Buffer.alloc(64, 7).toString('base64');
    const phone: DeviceOptions = {
      storage: memoryStorage(),
      database: { path: `${journey.stateDir}/device`, rawKey },
    };
    await journey.readyDevice(alice, phone);
    expect(await journey.device(alice, phone).onboarding.resume()).toEqual({ state: 'ready' });
  });
});

describe('a caller without a good token', () => {
  it('gets a typed error of the gateway', async () => {
    const alice = { ...(await journey.person('Alice')), accessToken: 'garbage' };
    const { api } = journey.device(await journey.person('Nobody'), {
      config: { accessToken: async () => alice.accessToken },
    });
    await expect(api.me()).rejects.toMatchObject({ type: 'UNAUTHORIZED', status: 401 });
  });
});
