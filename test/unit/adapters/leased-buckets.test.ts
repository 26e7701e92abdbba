import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLeasedBuckets } from '../../../shared/adapters/leased-buckets.ts';
import { LeastRecentlyUsed } from '../../../shared/adapters/least-recently-used.ts';
import type { Bucket, Taken } from '../../../shared/domain/budget.ts';

const bucket: Bucket = { key: 'alice#reads', capacity: 300, refillPerSecond: 5 };
let asked: Bucket[];
let now: number;
let answer: Taken;

beforeEach(() => {
  asked = [];
  now = 0;
  answer = { taken: true };
});

const container = () =>
  createLeasedBuckets(
    async (of) => {
      asked.push(of);
      return answer;
    },
    () => now,
  );
const call = async (take: ReturnType<typeof container>, times: number): Promise<number> => {
  let taken = 0;
  for (let time = 0; time < times; time++) if ((await take(bucket)).taken) taken += 1;
  return taken;
};

describe('a leased bucket', () => {
  it('writes nothing for what people need', async () => {
    expect(await call(container(), 20)).toBe(20);
    expect(asked).toEqual([]);
  });

  it('takes twenty calls at once for whoever asks for more', async () => {
    expect(await call(container(), 61)).toBe(61);
    expect(asked).toEqual(Array(3).fill({ ...bucket, calls: 20 }));
  });

  it('refuses what the bucket refuses, until it gives again', async () => {
    const take = container();
    answer = { taken: false, retryAfterSeconds: 4 };
    expect(await call(take, 50)).toBe(20);
    expect(await take(bucket)).toEqual(answer);
    answer = { taken: true };
    expect(await call(take, 20)).toBe(20);
  });

  it('lets calls through uncounted again after ten minutes, not before', async () => {
    const take = container();
    answer = { taken: false, retryAfterSeconds: 4 };
    await call(take, 30);
    now = 599_000;
    expect(await call(take, 30)).toBe(0);
    now = 600_000;
    expect(await call(take, 30)).toBe(20);
  });

  it('keeps callers apart', async () => {
    const take = container();
    answer = { taken: false, retryAfterSeconds: 4 };
    await call(take, 30);
    expect(await take({ ...bucket, key: 'bob#reads' })).toEqual({ taken: true });
  });
});

describe('what a container remembers', () => {
  it('is so much and no more, and what was used last', () => {
    const memory = new LeastRecentlyUsed<number>(3);
    for (const key of ['a', 'b', 'c']) memory.set(key, 1);
    memory.get('a');
    memory.set('d', 1);
    expect(memory.size).toBe(3);
    expect(['a', 'b', 'c', 'd'].map((key) => memory.get(key))).toEqual([1, undefined, 1, 1]);
  });
});
