import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type StreamService, startStream } from '../../../local/stream/start-stream.ts';
import { createStreamChannels } from '../../../shared/adapters/stream-channels.ts';
import { createStreamClient, type StreamClient } from '../../../shared/adapters/stream-client.ts';
import { retryAfterOf } from '../../../shared/adapters/stream-rate-limit.ts';
import { createStreamUsers } from '../../../shared/adapters/stream-users.ts';
import { held, streamSecret } from '../../support/secrets.ts';

/** Twenty seconds before a minute begins, and between two seconds. */
const START_MS = Date.UTC(2030, 0, 1, 12, 0, 39) + 500;

let service: StreamService;
let pauses: number[];
/** The machine's clock, moved by every pause. */
let now: number;
beforeAll(async () => {
  service = await startStream({ port: 0, ...streamSecret, clock: () => now });
});
afterAll(() => service.close());
let hours = 0;
beforeEach(() => {
  now = START_MS + hours++ * 3_600_000;
  pauses = [];
  service.faults.reset();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterAll(() => void jest.restoreAllMocks());

const clientOf = (patienceMs?: number): StreamClient =>
  createStreamClient({
    url: service.url,
    secret: held(streamSecret),
    ...(patienceMs !== undefined && { patienceMs }),
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
      if (pauses.length > 100) throw new Error('there is no end to it');
      now += milliseconds;
    },
  });
const readTypes = (stream: StreamClient) => stream((client) => client.listChannelTypes());

describe('too many calls in one second', () => {
  it('are waited out, with some spread', async () => {
    for (let call = 0; call < 3; call++) await readTypes(clientOf());
    expect(pauses).toEqual([1_500]);
  });

  it('are an error that says when to ask again, for whoever does not wait', async () => {
    const users = createStreamUsers(clientOf(0));
    const erase = () => users.deletionState('11111111-1111-4111-8111-111111111111', 'nobody');
    service.faults.set({ rateLimits: { endpoints: { GetTask: 30 } } });
    await erase();
    await expect(erase()).rejects.toMatchObject({ type: 'STREAM_UNAVAILABLE', retryAfterSeconds: 1 });
  });
});

describe('too many calls in a minute', () => {
  const spend = async () => {
    service.faults.set({ rateLimits: { endpoints: { QueryChannels: 1, ListChannelTypes: 1 } } });
    await createStreamChannels(clientOf(0)).exists('messaging:none');
    await readTypes(clientOf(0));
  };

  it('are an error that says how long the minute is', async () => {
    await spend();
    const exists = createStreamChannels(clientOf()).exists('messaging:none');
    await expect(exists).rejects.toMatchObject({ type: 'STREAM_UNAVAILABLE', retryAfterSeconds: 21 });
    expect(pauses).toEqual([]);
  });

  it('are waited out by whoever has the time', async () => {
    await spend();
    await readTypes(clientOf(65_000));
    expect(pauses).toEqual([21_500]);
  });

  it('are not waited out for ever', async () => {
    await spend();
    const stuck = clientOf(65_000)(() => Promise.reject({ status: 429 }));
    await expect(stuck).rejects.toEqual({ status: 429 });
    expect(pauses.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(65_000);
  });
});

it('another failure is nobody’s to wait out', async () => {
  const error = { status: 400, code: 4 };
  let calls = 0;
  const failing = clientOf(65_000)(() => {
    calls++;
    return Promise.reject(error);
  });
  await expect(failing).rejects.toBe(error);
  expect([calls, pauses]).toEqual([1, []]);
});

describe('when to ask again', () => {
  const told = (headers: Record<string, string>) => retryAfterOf({ status: 429, response: { headers } }, now);
  const reset = (inSeconds: number) => String(Math.floor(now / 1000) + inSeconds);

  it('is what Stream says, within a second and a minute', () => {
    expect(told({ 'retry-after': '7', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(30) })).toBe(
      7,
    );
    expect(told({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(30) })).toBe(30);
    expect(told({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(3_000) })).toBe(60);
    expect(told({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(-30) })).toBe(1);
    expect(told({ 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': reset(30) })).toBe(1);
    expect(told({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' })).toBe(1);
    expect(told({})).toBe(1);
  });

  it('is nothing to say for other failures', () => {
    for (const error of [undefined, null, new Error('no'), { status: 500 }, { code: 9 }])
      expect(retryAfterOf(error, now)).toBeNull();
  });
});
