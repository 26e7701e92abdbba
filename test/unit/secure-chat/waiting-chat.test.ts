import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createSecureChat } from '../../../client-example/secure-chat/src/create-secure-chat.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import type { Timer } from '../../../client-example/secure-chat/src/platform/timer.ts';
import type { SecureChat } from '../../../client-example/secure-chat/src/secure-chat.ts';
import { API_KEY, openStage, type Stage, until } from '../../conformance/stream-stage.ts';

const API_URL = 'http://backend.test';
/** stream-chat keeps a timer of this length for each connection (see stream-stage.ts). */
const CONNECT_BUDGET_MS = 100;

let stage: Stage;
let chat: SecureChat;
/** Whether the chat waited for anybody, each time that this changed. */
let told: boolean[];
/** What has been put off and not called off. */
let pending: { milliseconds: number; callback: () => void }[];
/** What the backend answers before it gives a token. */
let refusals: Response[];

beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await new Promise((resolve) => setTimeout(resolve, CONNECT_BUDGET_MS));
  await stage.close();
});
beforeEach(async () => {
  stage.service.faults.reset();
  [told, pending, refusals] = [[], [], []];
  chat = createSecureChat({
    apiUrl: API_URL,
    streamApiKey: API_KEY,
    streamUrl: stage.service.url,
    sealdIdPrefix: 'T',
    encryptedChannelTypes: ['messaging'],
    accessToken: async () => 'token of the identity provider',
    storage: memoryStorage(),
    createSealdSdk: () => {
      throw new Error('nothing is encrypted here');
    },
    platform: { fetch: withBackend, timer },
  });
  chat.stream.defaultWSTimeout = CONNECT_BUDGET_MS;
  chat.onWaitingChange(() => told.push(chat.waitingUntil() !== null));
});

const withBackend: typeof fetch = async (input, init) => {
  if (!String(input).startsWith(API_URL)) return fetch(input, init);
  const end = Math.floor(Date.now() / 1000) + 3600;
  const accessToken = stage.server.createToken('ann', end);
  const token = { accessToken, expiresAt: new Date(end * 1000).toISOString(), userId: 'ann' };
  return refusals.shift() ?? Response.json(token);
};

const timer: Timer = (callback, milliseconds) => {
  const one = { milliseconds, callback };
  pending.push(one);
  return () => {
    pending = pending.filter((other) => other !== one);
  };
};

const isWaiting = () => chat.waitingUntil() !== null;
const endWaits = () => {
  for (const { callback } of pending.splice(0)) callback();
};

it('the backend is waited for, where that can be seen', async () => {
  const error = { type: 'STREAM_UNAVAILABLE', message: 'words', requestId: 'r-1' };
  refusals = [Response.json({ error }, { status: 502, headers: { 'retry-after': '7' } })];
  const asking = chat.api.token();
  await until(isWaiting);
  expect(pending).toHaveLength(1);
  expect(pending[0]?.milliseconds).toBeGreaterThanOrEqual(7_000);
  endWaits();
  expect(await asking).toMatchObject({ userId: 'ann' });
  expect(told).toEqual([true, false]);
  await chat.close();
});

const tooManyOnce = () =>
  stage.service.faults.set({ requests: [{ path: '/users', method: 'GET', status: 429, code: 9 }] });

it('Stream is waited for, where that can be seen', async () => {
  await chat.connect();
  tooManyOnce();
  const asking = chat.stream.queryUsers({ id: 'ann' });
  await until(isWaiting);
  endWaits();
  expect((await asking).users).toHaveLength(1);
  expect(told).toEqual([true, false]);
  await chat.close();
});

it.each(['close', 'signOut'] as const)('nobody is waited for after %s', async (end) => {
  await chat.connect();
  tooManyOnce();
  const asking = chat.stream.queryUsers({ id: 'ann' });
  const outcome = expect(asking).rejects.toMatchObject({ status: 429 });
  await until(isWaiting);
  await chat[end]();
  await outcome;
  expect(told).toEqual([true, false]);
});
