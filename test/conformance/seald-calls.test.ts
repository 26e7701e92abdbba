import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Crowd, startCrowd } from '../support/crowd.ts';

/*
 * What a conversation of many asks of Seald and of the backend, by the real SDK, which asks for ten people in a call. That it asks three times for each whom it does not
 * know yet is the SDK's own.
 */
const OTHERS = 12;
let crowd: Crowd;

beforeAll(async () => {
  crowd = await startCrowd(OTHERS);
});
afterAll(() => crowd.close());

/** How often each kind of call was made. */
const byKind = (calls: readonly string[]): Record<string, number> => {
  const kinds = calls.map((call) => call.replace(/[0-9a-f-]{36}/, '{id}'));
  return Object.fromEntries(
    [...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((one) => one === kind).length]),
  );
};

const ONE_AFRESH = {
  'POST /api/user/search/': 1,
  'GET /api/sigchain/{id}/': 1,
  'GET /api/trustedconnector/{id}/': 1,
};

const TO_LOGIN = ['POST /api/user/create_challenge/', 'POST /api/user/login/'];
const beyondLogin = (calls: readonly string[]) => byKind(calls.filter((call) => !TO_LOGIN.includes(call)));

it('a new conversation and a re-key ask for many people together', async () => {
  const device = await crowd.newDevice();
  const known = {
    'POST /api/trustedconnector/verify/': 2,
    'POST /api/sigchain/check_users/': 2,
    'POST /api/message/': 1,
  };
  const atFirst = await device.counting(() => device.newChannel(crowd.people));
  expect(beyondLogin(atFirst.seald)).toEqual({
    ...known,
    'POST /api/user/search/': OTHERS,
    'GET /api/sigchain/{id}/': OTHERS,
    'POST /barberstreet/follow/': OTHERS,
  });
  const forChannel = ['createChannel', 'memberKeys', 'registerEncryptionSession'];
  expect(atFirst.api).toEqual(forChannel);
  device.start();
  const again = await device.counting(() => device.newChannel(crowd.people));
  expect(beyondLogin(again.seald)).toEqual({ ...known, ...ONE_AFRESH });
  expect(again.api).toEqual(forChannel);
});

it('a re-key looks at all of them first, and makes one session', async () => {
  const device = await crowd.newDevice();
  const channel = await device.newChannel(crowd.people);
  const { seald, api } = await device.counting(() => device.rekey(channel));
  expect(beyondLogin(seald)).toEqual({
    'POST /api/trustedconnector/verify/': 2,
    'POST /api/sigchain/check_users/': 4,
    'POST /api/message/': 1,
    ...ONE_AFRESH,
  });
  expect(api).toEqual(['registerEncryptionSession']);
  device.start();
  const started = await device.counting(() => device.rekey(channel));
  expect(started.api).toEqual(['memberKeys', 'registerEncryptionSession']);
});
