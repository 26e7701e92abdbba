import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';

let journey: Journey;
let bobPhone: SecureChat;

beforeAll(async () => {
  journey = await startJourney();
  bobPhone = await journey.readyDevice(await journey.person('Bob'));
}, 60_000);
afterAll(() => journey.close());

/** Has whoever makes the identity store it only once the other device waits for it, as a slow network might. */
const newDevices = (person: Person) => {
  let waits = () => {};
  const isWaitedFor = new Promise<void>((resolve) => {
    waits = resolve;
  });
  const newDevice = () => {
    let sdk: SealdSdk | undefined;
    const onSdk = (made: SealdSdk) => {
      sdk = made;
      const { saveIdentity } = made.ssks2MR;
      made.ssks2MR.saveIdentity = async (access) => {
        await isWaitedFor;
        return saveIdentity(access);
      };
    };
    const chat = journey.device(person, { onSdk });
    chat.onboarding.subscribe(({ state }) => {
      if (state === 'other-device') waits();
    });
    return { chat, account: async () => (await sdk?.getCurrentAccountInfo())?.sealdId };
  };
  return [newDevice(), newDevice()] as const;
};

const codesOf = async ({ phoneNumber }: Person): Promise<string[]> => {
  const inbox = await fetch(`${journey.stack.inbox}?to=${encodeURIComponent(phoneNumber)}`);
  return ((await inbox.json()) as { code: string }[]).map(({ code }) => code);
};

describe.each([
  ['passes to the newest account', false],
  ['is refused to a second account', true],
])('where a user id %s, two devices of one new person that set up at once', (_, refuseSecondAccount) => {
  beforeAll(async () => {
    await fetch(`${journey.stack.seald}/_faults`, {
      method: 'PUT',
      body: JSON.stringify({ refuseSecondAccount }),
      headers: { 'content-type': 'application/json' },
    });
  });

  it('end with one identity, which both have and everybody writes to, and without a code in vain', async () => {
    const person = await journey.person('Alice');
    const devices = newDevices(person);
    const [one, two] = devices;
    const factor = { phoneNumber: person.phoneNumber };
    // One after another only here, to know whose code is whose.
    await one.chat.onboarding.begin(factor);
    await two.chat.onboarding.begin(factor);
    const [first = '', second = ''] = await codesOf(person);
    expect(
      await Promise.all([one.chat.onboarding.finish(first), two.chat.onboarding.finish(second)]),
    ).toEqual([{ state: 'ready' }, { state: 'ready' }]);
    expect(await codesOf(person)).toHaveLength(2);
    expect(await one.account()).toBe(await two.account());
    expect(await one.account()).toMatch(/^[0-9a-f-]{36}$/);

    for (const { chat } of devices) await chat.connect();
    const type = encryptedType(journey);
    const channel = await bobPhone.createChannel({ type, id: randomUUID(), members: [person.userId] });
    await channel.send('hello both');
    for (const { chat } of devices) {
      const opened = await enter(chat, channel.cid);
      expect(await opened.messages()).toMatchObject([{ kind: 'message', text: 'hello both' }]);
      expect(opened.notice()).toBeNull();
    }
    for (const { chat } of devices) expect(await chat.onboarding.resume()).toEqual({ state: 'ready' });
    expect(await bobPhone.safetyNumber(person.userId)).toMatchObject({ digits: expect.any(String) });
  }, 60_000);
});
