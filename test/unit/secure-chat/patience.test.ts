import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createMessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import {
  createPatience,
  LONGEST_MS,
  MOST_TRIES,
} from '../../../client-example/secure-chat/src/platform/patience.ts';

const START = Date.UTC(2030, 0, 1);

/** A clock that stands still until it is moved, and waits in the order of their ends. */
const openClock = (random = 0.5) => {
  let now = START;
  let due: { at: number; callback: () => void }[] = [];
  const timer = (callback: () => void, milliseconds: number) => {
    const entry = { at: now + milliseconds, callback };
    due.push(entry);
    return () => {
      due = due.filter((one) => one !== entry);
    };
  };
  const advance = async (milliseconds: number): Promise<void> => {
    const end = now + milliseconds;
    for (;;) {
      await nextTurn();
      const [next] = due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      now = next.at;
      due = due.filter((one) => one !== next);
      next.callback();
    }
    now = end;
  };
  const patience = createPatience({ timer, now: () => new Date(now), random: () => random });
  return { patience, advance, since: () => now - START, waiting: () => due.length };
};

class Refusal extends Error {
  readonly seconds: number | 'unsaid' | null;

  constructor(seconds: number | 'unsaid' | null) {
    super('refused');
    this.seconds = seconds;
  }
}
const secondsOf = (error: unknown) => (error instanceof Refusal ? error.seconds : null);

/** A call that is refused so many times; notes when it was made. */
const refused = (times: number, seconds: number | 'unsaid' | null, since: () => number) => {
  const at: number[] = [];
  const call = async () => {
    at.push(since());
    if (at.length <= times) throw new Refusal(seconds);
    return 'done';
  };
  return { call, at };
};

const outcomeOf = (work: Promise<unknown>) => {
  const outcome: { is?: unknown } = {};
  work.then(
    (answer) => Object.assign(outcome, { is: answer }),
    (error) => Object.assign(outcome, { is: error }),
  );
  return outcome;
};

describe('patience', () => {
  it('waits as long as it is asked, and a little longer by chance', async () => {
    for (const [random, later] of [
      [0, 40_000],
      [0.5, 44_000],
    ] as const) {
      const { patience, advance, since } = openClock(random);
      const { call, at } = refused(1, 40, since);
      const outcome = outcomeOf(patience.insist(call, secondsOf));
      await advance(60_000);
      expect(outcome.is).toBe('done');
      expect(at).toEqual([0, later]);
    }
  });

  it('waits longer each time where it is not told how long', async () => {
    const { patience, advance, since } = openClock(0);
    const { call, at } = refused(4, 'unsaid', since);
    outcomeOf(patience.insist(call, secondsOf));
    await advance(60_000);
    expect(at).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  });

  it('waits a minute at most each time, whatever it is asked', async () => {
    const { patience, advance, since } = openClock(0);
    const { call, at } = refused(2, 3_600, since);
    const outcome = outcomeOf(patience.insist(call, secondsOf));
    await advance(2 * 60_000);
    expect(outcome.is).toBe('done');
    expect(at).toEqual([0, 60_000, 120_000]);
  });

  it('can be seen, until the first of those who wait goes on', async () => {
    const { patience, advance, since } = openClock(0);
    const seen: (number | null)[] = [];
    const stop = patience.onChange(() => seen.push(patience.waitingUntil()?.getTime() ?? null));
    expect(patience.waitingUntil()).toBeNull();
    outcomeOf(patience.insist(refused(1, 30, since).call, secondsOf));
    outcomeOf(patience.insist(refused(1, 10, since).call, secondsOf));
    await advance(0);
    expect(patience.waitingUntil()).toEqual(new Date(START + 10_000));
    await advance(10_000);
    expect(patience.waitingUntil()).toEqual(new Date(START + 30_000));
    await advance(20_000);
    expect(patience.waitingUntil()).toBeNull();
    expect(seen).toEqual([START + 30_000, START + 10_000, START + 30_000, null]);
    stop();
  });

  it('does not wait for other failures', async () => {
    const { patience, waiting } = openClock();
    await expect(patience.insist(refused(1, null, () => 0).call, secondsOf)).rejects.toThrow('refused');
    expect(waiting()).toBe(0);
  });

  it('ends: after minutes, with the last refusal', async () => {
    const { patience, advance, since, waiting } = openClock(1);
    const { call, at } = refused(1_000, 60, since);
    const outcome = outcomeOf(patience.insist(call, secondsOf));
    await advance(10 * 60_000);
    expect(outcome.is).toBeInstanceOf(Refusal);
    expect(at.at(-1)).toBeLessThanOrEqual(LONGEST_MS);
    expect(at.length).toBeGreaterThan(2);
    expect(waiting()).toBe(0);
  });

  it('ends: after so many tries, however short the waits', async () => {
    const { patience, advance, since, waiting } = openClock(0);
    const { call, at } = refused(1_000, 1, since);
    const outcome = outcomeOf(patience.insist(call, secondsOf));
    await advance(LONGEST_MS);
    expect(outcome.is).toBeInstanceOf(Refusal);
    expect(at).toHaveLength(MOST_TRIES);
    expect(waiting()).toBe(0);
  });

  it('ends with the chat, for those who wait and those who come later', async () => {
    const { patience, advance, since, waiting } = openClock();
    const outcome = outcomeOf(patience.insist(refused(1, 60, since).call, secondsOf));
    await advance(1_000);
    patience.end();
    await advance(0);
    expect(outcome.is).toBeInstanceOf(Refusal);
    expect(patience.waitingUntil()).toBeNull();
    expect(waiting()).toBe(0);
    await expect(patience.insist(refused(1, 60, since).call, secondsOf)).rejects.toBeInstanceOf(Refusal);
  });

  it('ends when the caller gives up, with their reason', async () => {
    const { patience, advance, since, waiting } = openClock();
    const giveUp = new AbortController();
    const caller = { signal: giveUp.signal };
    const outcome = outcomeOf(patience.insist(refused(1, 60, since).call, secondsOf, caller));
    await advance(1_000);
    giveUp.abort(new Error('enough'));
    await advance(0);
    expect(outcome.is).toEqual(new Error('enough'));
    const later = outcomeOf(patience.insist(refused(1, 60, since).call, secondsOf, caller));
    await advance(0);
    expect(later.is).toEqual(new Error('enough'));
    expect(waiting()).toBe(0);
  });

  it('gives signs of life', async () => {
    const { patience, advance, since } = openClock(0);
    const signs: number[] = [];
    const caller = { onWaiting: () => void signs.push(since()) };
    outcomeOf(patience.insist(refused(1, 60, since).call, secondsOf, caller));
    await advance(60_000);
    expect(signs).toEqual([0, 30_000]);
  });
});

describe('the Messaging API client', () => {
  const answering = (...answers: Response[]) => {
    const clock = openClock(0);
    const at: number[] = [];
    const api = createMessagingApi({
      apiUrl: 'http://api.test',
      accessToken: async () => 'token',
      fetch: (async () => {
        at.push(clock.since());
        return answers.shift() ?? new Response('{}', { status: 200 });
      }) as typeof fetch,
      timer: () => () => {},
      patience: clock.patience,
    });
    return { api, at, ...clock };
  };
  const unavailable = (headers: Record<string, string> = {}) =>
    new Response(
      JSON.stringify({ error: { type: 'STREAM_UNAVAILABLE', message: 'words', requestId: 'r-1' } }),
      { status: 502, headers },
    );
  const ann = { channelType: 'encrypted', channelId: 'one' };

  it('waits as long as the backend says, then asks again', async () => {
    const body = { cid: 'encrypted:one', userId: 'bob', isMember: true };
    const { api, at, advance } = answering(unavailable({ 'retry-after': '21' }), Response.json(body));
    const outcome = outcomeOf(api.addMember(ann, 'bob'));
    await advance(30_000);
    expect(outcome.is).toEqual(body);
    expect(at).toEqual([0, 21_000]);
  });

  it('does not wait when the backend does not say how long, nor for other errors', async () => {
    const type = { type: 'STREAM_UNAVAILABLE', retryAfterSeconds: undefined };
    await expect(answering(unavailable()).api.addMember(ann, 'bob')).rejects.toMatchObject(type);
    const codes = { error: { type: 'CHALLENGE_RATE_LIMITED', message: 'words', requestId: 'r-1' } };
    const tooMany = new Response(JSON.stringify(codes), { status: 429, headers: { 'retry-after': '90' } });
    const { api, at } = answering(tooMany);
    await expect(api.challenge({ email: 'a@b.test' })).rejects.toBeInstanceOf(MessagingApiError);
    expect(at).toEqual([0]);
  });
});
