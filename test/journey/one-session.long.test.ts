import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SealdSDK } from '@seald-io/sdk/lib/main.js';
import { realTimer, type Timer } from '../../client-example/secure-chat/src/platform/timer.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { type Operator, operatorOf } from '../support/operator.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';
import { readyDeviceWithSdk } from './seald-hands.ts';

const MOST = 8;

type Opener = {
  person: Person;
  device: SecureChat;
  /** Encryption sessions this device has made. */
  made: string[];
  sdk: SealdSdk;
  /** Calls of the registry so far. */
  calls: () => number;
};

let journey: Journey;
let operator: Operator;
const openers: Opener[] = [];

/** On a busy machine an answer may take longer than people would wait; a call made twice would be counted twice. */
const [USUAL_MS, PATIENT_MS] = [10_000, 60_000];
const patientTimer: Timer = (callback, milliseconds) =>
  realTimer(callback, milliseconds === USUAL_MS ? PATIENT_MS : milliseconds);

const openerOf = async (person: Person): Promise<Opener> => {
  let calls = 0;
  const counting: typeof fetch = (input, init) => {
    if (new URL(String(input)).pathname.endsWith('/encryption-session')) calls += 1;
    return fetch(input, init);
  };
  const { device, sdk } = await readyDeviceWithSdk(journey, person, {
    config: { platform: { fetch: counting, timer: patientTimer } },
  });
  device.stream.axiosInstance.defaults.timeout = PATIENT_MS;
  const made: string[] = [];
  const create = sdk.createEncryptionSession.bind(sdk);
  sdk.createEncryptionSession = async (...args) => {
    const session = await create(...args);
    made.push(session.sessionId);
    return session;
  };
  return { person, device, sdk, made, calls: () => calls };
};

beforeAll(async () => {
  journey = await startJourney();
  operator = operatorOf(journey);
  for (let number = 1; number <= MOST; number++)
    openers.push(await openerOf(await journey.person(`Opener-${number}`)));
}, 90_000);
afterAll(() => journey.close());

// Sixty-four at once, on a faithful fake of Stream, Seald and backend: test/model/many-at-once.test.ts.
describe('a new channel', () => {
  it.each([2, MOST])(
    'opened by %i at once has one session, which everybody reads',
    async (count) => {
      const some = openers.slice(0, count);
      for (const { made } of some) made.length = 0;
      const members = some.map(({ person }) => person.userId);
      const channel = operator.server.channel(encryptedType(journey), randomUUID(), {
        members,
        created_by_id: members[0] as string,
      });
      await channel.create(); // by nobody's device, so that all are equally early
      const callsBefore = some.map(({ calls }) => calls());
      const opened = await Promise.all(some.map(({ device }) => enter(device, channel.cid)));
      const callsOf = some.map(({ calls }, index) => calls() - (callsBefore[index] ?? 0));
      const [{ device }] = some as [Opener];
      const name = { channelType: channel.type, channelId: channel.id as string };
      const { epochs } = await device.api.encryptionSession(name);
      expect(epochs).toHaveLength(1);
      const winner = epochs[0]?.encryptionSessionId as string;
      expect(opened.map((at) => at.epoch()?.encryptionSessionId)).toEqual(opened.map(() => winner));
      expect(opened.map((at) => at.notice())).toEqual(opened.map(() => null));
      const ofLosers = callsOf.filter((_, index) => !some[index]?.made.includes(winner));
      expect(ofLosers).toHaveLength(count - 1);
      expect(Math.max(...ofLosers)).toBeLessThanOrEqual(2);
      const orphans = await expectRevoked(some, winner);
      if (count > 2) expect(orphans).toBeGreaterThan(0); // of two, the second may find the first one's session there
      for (const at of opened) await at.send(`from ${at.stream.getClient().userID}`);
      const said = members.map((userId) => ({ kind: 'message', from: userId, text: `from ${userId}` }));
      for (const at of opened) {
        const { messages } = await at.stream.query({ messages: { limit: 50 } });
        expect(await at.readAll(messages)).toMatchObject(said);
      }
    },
    240_000,
  );
});

/** Nobody can retrieve what lost the race, not even who made it. Answers how many sessions did. */
const expectRevoked = async (some: readonly Opener[], winner: string): Promise<number> => {
  const orphans = some.flatMap(({ sdk, made }) =>
    made.filter((sessionId) => sessionId !== winner).map((sessionId) => ({ sdk, sessionId })),
  );
  for (const { sdk, sessionId } of orphans)
    await expect(
      (sdk as unknown as SealdSDK).retrieveEncryptionSession({ sessionId, useCache: false }),
    ).rejects.toThrow();
  return orphans.length;
};
