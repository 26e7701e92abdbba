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
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { type DeviceOptions, type Person, setUp } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';
import { type Cut, type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { fileStorage } from './file-storage.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';

const MOST_STEPS = 4;
const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-devices-'));

let journey: Journey;
let proxy: CuttingProxy<'api' | 'seald' | 'ssks'>;
let bob: App;
/** The requests of an undisturbed set-up, in order. */
let undisturbed: string[];

beforeAll(async () => {
  journey = await startJourney();
  const { api, seald, ssks } = journey.stack;
  proxy = await startCuttingProxy({ api, seald, ssks });
  const friend = await journey.person('Bob');
  bob = start(friend);
  await setUp(friend, bob.chat);
  await bob.chat.connect();
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

/** An app on a phone, and the SDK of its own. */
const start = (person: Person, phone: DeviceOptions = {}) => {
  let sdk: SealdSdk | undefined;
  const onSdk = (made: SealdSdk) => {
    sdk = made;
  };
  const chat = journey.device(person, { ...phone, onSdk });
  return { chat, sdk: () => sdk as SealdSdk };
};
type App = ReturnType<typeof start>;

/** What others encrypt to this person, each of the devices can open: directory, stored and own identity are one. */
const expectOneIdentity = async (person: Person, apps: App[]) => {
  const userId = sealdIdOf(journey.stack.sealdIdPrefix, person.userId);
  const { sessionId } = await bob.sdk().createEncryptionSession({ userIds: [userId] });
  for (const { sdk } of apps) await sdk().retrieveEncryptionSession({ sessionId });
};

/** Bob writes to the person, who reads it on every one of the devices. */
const expectReadable = async (person: Person, apps: App[]) => {
  for (const { chat } of apps) await chat.connect();
  const type = encryptedType(journey);
  const channel = await bob.chat.createChannel({ type, id: randomUUID(), members: [person.userId] });
  await channel.send('can you read me?');
  for (const { chat } of apps) {
    const opened = await enter(chat, channel.cid);
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

/** The steps of a set-up, and whether a server keeps something of them: then a lost answer is another thing than a lost request. */
const STEPS: Record<string, 'is kept' | 'only asks'> = {
  'api /me': 'only asks',
  'api /signup': 'is kept',
  'api /challenge': 'is kept',
  'api /me/identity': 'is kept',
  'api /me/author-key': 'is kept',
  'api /enroll': 'is kept',
  'ssks /tmr/front/challenge_validate/': 'is kept',
  'ssks /tmr/front/search/': 'only asks',
  'ssks /tmr/front/push/': 'is kept',
  'seald /api/message/': 'is kept',
  'seald /api/sigchain/check_users/': 'only asks',
  'seald /api/user/': 'is kept',
  'seald /api/user/create_challenge/': 'only asks',
  'seald /api/user/login/': 'only asks',
  'seald /api/user/push_jwt/': 'is kept',
  'seald /api/user/search/': 'only asks',
  'seald /api/user/…': 'only asks',
  'seald /api/sigchain/add_transaction/': 'is kept',
  'seald /api/sigchain/…': 'only asks',
  'seald /api/trustedconnector/list/': 'only asks',
};
const stepOf = (request = '') => request.replace(/[0-9a-f-]{36}.*/, '…');

/** The numbers of the requests at which to cut. The client asks `me` again by itself when its answer is lost: nothing to recover from there. */
const cutsAt = (isWanted: (step: string) => boolean) =>
  [...undisturbed.keys()].filter((at) => {
    const step = stepOf(undisturbed[at]);
    return step !== 'api /me' && isWanted(step);
  });

describe('a set-up cut off at any request', () => {
  it('is made of the steps this test means to cut', () => {
    expect(new Set(undisturbed.map(stepOf))).toEqual(new Set(Object.keys(STEPS)));
    expect(undisturbed.length).toBeLessThan(45);
  });

  it('goes on after a restart of the app, before each of them', async () => {
    const cuts = cutsAt(() => true);
    for (const request of cuts) {
      const phone = newPhone();
      const { person, at } = await cutOff({ request, when: 'before' }, phone);
      const restarted = start(person, phone);
      await expect(walk(person, restarted.chat).then(() => at)).resolves.toBe(at);
      const other = start(person);
      await walk(person, other.chat);
      await expectOneIdentity(person, [restarted, other]);
      if (request === cuts.at(-1)) await expectReadable(person, [restarted, other]);
    }
  }, 120_000);

  it('goes on on this phone and on another, after each that a server keeps, the other first where it need not wait', async () => {
    const cuts = cutsAt((step) => STEPS[step] === 'is kept');
    const claims = cutsAt((step) => step === 'api /me/identity');
    const [claimed = 0, saved = 0] = [claims[0], claims.at(-1)];
    for (const request of cuts) {
      const phone = newPhone();
      const { person, at } = await cutOff({ request, when: 'after' }, phone);
      // While it is the first phone's turn, another would wait a minute: the model does (test/model/enrolment).
      const isItsTurn = request >= claimed && request < saved;
      const phones = isItsTurn ? [phone, {}] : [{}, phone];
      const apps = phones.map((options) => start(person, options));
      for (const { chat } of apps) await expect(walk(person, chat).then(() => at)).resolves.toBe(at);
      await expectOneIdentity(person, apps);
      if (request === cuts.at(-1)) await expectReadable(person, apps);
    }
  }, 60_000);

  it('leaves no identity without a signed history of its keys', async () => {
    const phone = newPhone();
    const { person } = await cutOff(
      { request: 'seald /api/sigchain/add_transaction/', when: 'before' },
      phone,
    );
    const { chat, sdk } = start(person, phone);
    await walk(person, chat);
    expect(await sdk().getSigchainHash()).toEqual({
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
      const restarted = start(person, {
        storage: fileStorage(storageFile),
        database,
        urls: proxy.urls,
      });
      await walk(person, restarted.chat);
      await expectOneIdentity(person, [restarted]);
    },
    30_000,
  );
});
