import { describe, expect, it } from '@jest/globals';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';

/** A clock that only the jobs move, and a user interface that writes down when it had its turn. */
const openDesk = () => {
  let now = 0;
  const turns: number[] = [];
  const yieldToUi = async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    turns.push(now);
  };
  const run = createSlices(yieldToUi, () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  const work = (ms: number) => run(async () => pass(ms));
  return { run, work, pass, turns, now: () => now };
};

/** The longest that the user interface was kept waiting. */
const longestWait = ({ turns, now }: Pick<ReturnType<typeof openDesk>, 'turns' | 'now'>): number =>
  Math.max(...[...turns, now()].map((turn, index, all) => turn - (all[index - 1] ?? 0)));

describe('slices', () => {
  it('never keep the user interface waiting for longer than a slice and one job', async () => {
    const desk = openDesk();
    await Promise.all(Array.from({ length: 300 }, () => desk.work(3)));
    expect(longestWait(desk)).toBeLessThanOrEqual(9);
    expect(desk.now()).toBe(900);
  });

  it('count what the caller needs to ask for them', async () => {
    const desk = openDesk();
    const ask = () => {
      desk.pass(1);
      return desk.work(3);
    };
    await Promise.all(Array.from({ length: 9 }, ask));
    expect(longestWait(desk)).toBeLessThanOrEqual(9);
  });

  it('do so for jobs that are awaited one by one, too', async () => {
    const { work, turns } = openDesk();
    for (let job = 0; job < 100; job++) await work(3);
    expect(turns.length).toBeGreaterThan(20);
  });

  it('begin jobs in their order, four at once, and answer each caller', async () => {
    const { run } = openDesk();
    const seen: string[] = [];
    const ends: (() => void)[] = [];
    const job = (name: string) => async () => {
      seen.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
      return name;
    };
    const done = Promise.all([...'abcdef'].map((name) => run(job(name))));
    const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
    await settled();
    expect(seen.join('')).toBe('abcd');
    ends[2]?.();
    await settled();
    expect(seen.join('')).toBe('abcde');
    for (const end of ends) end();
    await settled();
    for (const end of ends) end();
    expect((await done).join('')).toBe('abcdef');
  });

  it('go on after a job that fails', async () => {
    const { run } = openDesk();
    const failing = run(() => Promise.reject(new Error('broken')));
    const next = run(async () => 'fine');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('fine');
  });

  it('keep nobody waiting when there is little to do', async () => {
    const run = createSlices(() => new Promise(() => {}));
    expect(await run(async () => 'at once')).toBe('at once');
  });
});
