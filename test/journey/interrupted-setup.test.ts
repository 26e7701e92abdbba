import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SecureChatError } from '../../client-example/secure-chat/src/errors.ts';
import type { OnboardingState } from '../../client-example/secure-chat/src/identity/onboarding.ts';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { createSealdSdk } from '../../client-example/secure-chat/src/seald/seald-sdk.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { DeviceOptions, Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { type Cut, type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { fileStorage } from './file-storage.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';

const MOST_STEPS = 4;
const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-devices-'));

let journey: Journey;
let proxy: CuttingProxy<'api' | 'seald' | 'ssks'>;
let bob: Person;
let bobPhone: SecureChat;
/** The requests of an undisturbed set-up, in order. */
let undisturbed: string[];

beforeAll(async () => {
  journey = await startJourney();
  const { api, seald, ssks } = journey.stack;
  proxy = await startCuttingProxy({ api, seald, ssks });
  bob = await journey.person('Bob');
  bobPhone = await journey.readyDevice(bob);
  const first = await journey.person('First');
  proxy.arm(null);
  await walk(first, journey.device(first, newPhone()));
  undisturbed = [...proxy.requests];
}, 60_000);

afterAll(async () => {
  await journey.close();
  await proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a phone keeps while its app is killed and started again. */
const newPhone = (): DeviceOptions => ({
  storage: memoryStorage(),
  database: { path: join(folder, randomUUID()), rawKey: randomBytes(64).toString('base64') },
  urls: proxy.urls,
});

/** Goes the way to `ready` as a person would, from wherever it stands. */
const walk = async (person: Person, device: SecureChat): Promise<void> => {
  const { onboarding } = device;
  let next = await onboarding.resume();
  for (let step = 0; next.state !== 'ready'; step++) {
    if (step === MOST_STEPS) throw new Error(`still ${next.state} after ${MOST_STEPS} steps`);
    if (next.state === 'code-sent') next = await enterCode(person, device);
    else next = await onboarding.begin({ phoneNumber: person.phoneNumber });
  }
};

/** Enters the last code, or asks for a new one when told that it is spent. */
const enterCode = async (person: Person, { onboarding }: SecureChat): Promise<OnboardingState> => {
  try {
    return await onboarding.finish(await person.lastCode());
  } catch (error) {
    if ((error as SecureChatError).code !== 'CODE_SPENT') throw error;
    return onboarding.begin({ phoneNumber: person.phoneNumber });
  }
};

/** The app on this phone, started once more past the proxy: what it asks for in the background would be counted there. */
const pastProxy = async (person: Person, { urls: _, ...phone }: DeviceOptions): Promise<SecureChat> => {
  const device = journey.device(person, phone);
  expect(await device.onboarding.resume()).toEqual({ state: 'ready' });
  return device;
};

/** Bob writes to the person; every one of the devices must read it: directory, stored and own identity are one. */
const expectReadable = async (person: Person, devices: SecureChat[]) => {
  for (const device of devices) await device.connect();
  const type = encryptedType(journey);
  const channel = await bobPhone.createChannel({ type, id: randomUUID(), members: [person.userId] });
  await channel.send('can you read me?');
  for (const device of devices) {
    const opened = await enter(device, channel.cid);
    expect(await opened.messages()).toMatchObject([{ kind: 'message', text: 'can you read me?' }]);
  }
};

const cutOff = async (cut: Cut, phone: DeviceOptions): Promise<{ person: Person; at: string }> => {
  const person = await journey.person('Alice');
  proxy.arm(cut);
  await expect(walk(person, journey.device(person, phone))).rejects.toThrow();
  const at = proxy.requests.at(-1) ?? 'nothing';
  proxy.arm(null);
  return { person, at };
};

describe('a set-up cut off at any request', () => {
  it('is made of the steps this test means to cut', () => {
    const steps = undisturbed.map((request) => request.replace(/\?.*|[0-9a-f-]{36}.*/, ''));
    expect(steps).toEqual(
      expect.arrayContaining([
        'api /me',
        'api /signup',
        'api /challenge',
        'ssks /tmr/front/challenge_validate/',
        'ssks /tmr/front/search/',
        'seald /api/user/',
        'seald /api/user/login/',
        'seald /api/sigchain/add_transaction/',
        'ssks /tmr/front/push/',
        'api /me/identity',
        'seald /api/user/push_jwt/',
        'api /enroll',
      ]),
    );
    expect(steps.length).toBeLessThan(30);
  });

  it.each(['before', 'after'] as const)(
    'goes on after a restart of the app, %s each of them',
    async (when) => {
      for (let request = 0; request < undisturbed.length; request++) {
        const phone = newPhone();
        // The client asks `me` again by itself when its answer is lost: nothing to recover from there.
        if (undisturbed[request] === 'api /me') continue;
        const { person, at } = await cutOff({ request, when }, phone);
        const restarted = journey.device(person, phone);
        await expect(walk(person, restarted).then(() => at)).resolves.toBe(at);
        const other = journey.device(person);
        await walk(person, other);
        await expectReadable(person, [await pastProxy(person, phone), other]);
      }
    },
    180_000,
  );

  it('goes on on another phone when the first one is lost, after each of them', async () => {
    for (let request = 0; request < undisturbed.length; request++) {
      if (undisturbed[request] === 'api /me') continue;
      const lost = newPhone();
      const { person } = await cutOff({ request, when: 'after' }, lost);
      const other = journey.device(person);
      await walk(person, other);
      // The lost phone is found again: it must not believe in an identity nobody writes to.
      const found = journey.device(person, lost);
      await walk(person, found);
      await expectReadable(person, [other, await pastProxy(person, lost)]);
    }
  }, 180_000);

  it('leaves no identity without a signed history of its keys', async () => {
    const phone = newPhone();
    const { person } = await cutOff(
      { request: 'seald /api/sigchain/add_transaction/', when: 'before' },
      phone,
    );
    let sdk: SealdSdk | undefined;
    const { sealdAppId: appId } = journey.stack;
    const { seald: apiUrl, ssks: ssksUrl } = proxy.urls;
    const createSdk = createSealdSdk({ appId, apiUrl, ssksUrl, database: phone.database, keySize: 1024 });
    const config = {
      createSealdSdk: (sealdId: string) => {
        sdk = createSdk(sealdId);
        return sdk;
      },
    };
    await walk(person, journey.device(person, { ...phone, config }));
    expect(await sdk?.getSigchainHash()).toEqual({
      position: 0,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('needs no new app: the same object goes on without asking for the code again', async () => {
    const request = undisturbed.indexOf('ssks /tmr/front/push/');
    const person = await journey.person('Alice');
    const device = journey.device(person, newPhone());
    proxy.arm({ request, when: 'before' });
    await expect(walk(person, device)).rejects.toThrow();
    proxy.arm(null);
    expect(await device.onboarding.finish('')).toEqual({ state: 'ready' });
    expect(proxy.requests).not.toContain('ssks /tmr/front/challenge_validate/');
  });
});

describe('a process that is really killed', () => {
  const runChild = (person: Person, phone: { storageFile: string; database: object }): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, 'set-up-process.ts')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        SET_UP: JSON.stringify({ urls: { ...journey.stack, ...proxy.urls }, person, ...phone }),
      },
    });

  it.each(['api /challenge', 'seald /api/user/', 'ssks /tmr/front/push/', 'api /enroll'])(
    'goes on after SIGKILL at %s',
    async (step) => {
      const path = join(folder, randomUUID());
      const database = { path, rawKey: randomBytes(64).toString('base64') };
      const storageFile = `${path}.json`;
      const person = await journey.person('Alice');
      let child: ChildProcess | undefined;
      proxy.arm({ request: step, when: 'after' }, () => child?.kill('SIGKILL'));
      child = runChild(person, { storageFile, database });
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
      proxy.arm(null);
      const restarted = journey.device(person, {
        storage: fileStorage(storageFile),
        database,
        urls: proxy.urls,
      });
      await walk(person, restarted);
      await expectReadable(person, [restarted]);
    },
    30_000,
  );
});
