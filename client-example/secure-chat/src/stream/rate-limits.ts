import type { StreamChat } from 'stream-chat';
import { unlessAborted } from '../platform/ending.ts';
import type { Caller, Patience } from '../platform/patience.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';

/**
 * Puts patience under the client: what Stream refuses for its rate limit (429), and so has not done, is asked again when Stream says (`Retry-After`,
 * `X-RateLimit-Reset`; GetStream/stream-chat-ruby docs/debugging_and_cli/rate_limits.md), spread a little. Calls to one address that come while one
 * waits go after it, in their order: a message does not overtake an earlier one. Browsers may not be shown the headers; then waits grow.
 * That somebody types does not wait. Each try passes the egress guard. Rejects with Stream's refusal once patience ends, and as the call does otherwise.
 */
export const installPatience = (client: StreamChat, patience: Patience, now: () => Date): void => {
  const ask = client.doAxiosRequest;
  const lines = new Map<string, Line>();
  client.doAxiosRequest = async <Answer>(...call: Parameters<typeof ask>): Promise<Answer> => {
    const [type, url, data, options] = call;
    if (OF_THE_MOMENT.test(url)) return ask<Answer>(...call);
    // A try of its own for each: stream-chat writes into the options.
    const tryOnce = () => ask<Answer>(type, url, data, options && { ...options });
    const place = `${type} ${url}`;
    const caller = callerOf(options?.config);
    const secondsOf = (refusal: unknown) => secondsAskedFor(refusal, now());
    const before = lines.get(place);
    if (before)
      return inLine(place, before, async () => {
        await unlessAborted(before.end, caller.signal);
        if (patience.hasEnded()) throw before.refusal;
        return patience.insist(tryOnce, secondsOf, caller);
      });
    try {
      return await tryOnce();
    } catch (refusal) {
      if (secondsOf(refusal) === null) throw refusal;
      let isFirst = true;
      const again = (): Promise<Answer> => {
        if (!isFirst) return tryOnce();
        isFirst = false;
        return Promise.reject(refusal);
      };
      const earlier = lines.get(place) ?? { end: Promise.resolve(), refusal };
      return inLine(place, earlier, async () => {
        await unlessAborted(earlier.end, caller.signal);
        return patience.insist(again, secondsOf, caller);
      });
    }
  };
  const inLine = <Answer>(
    place: string,
    { end, refusal }: Line,
    work: () => Promise<Answer>,
  ): Promise<Answer> => {
    const working = work();
    // Whoever gives up in the line does not let the next ones past those before.
    const line: Line = { end: Promise.allSettled([end, working]), refusal };
    lines.set(place, line);
    void line.end.then(() => lines.get(place) === line && lines.delete(place));
    return working;
  };
};

/** Calls to one address that go one after another: when the last of them is over, and the refusal it began with. */
type Line = { end: Promise<unknown>; refusal: unknown };

/** That somebody types: a minute later it is not true any more, and nobody waits for it. */
const OF_THE_MOMENT = /\/channels\/[^/]+\/[^/]+\/event$/;

/** What of a request's own settings matters for a wait. An upload is told that it has not begun, so that nobody takes it for stalled. */
const callerOf = (config: RequestSettings = {}): Caller => ({
  signal: config.signal as AbortSignalLike | undefined,
  onWaiting: () => config.onUploadProgress?.({ loaded: 0, total: 1 } as never),
});

type RequestSettings = { signal?: unknown; onUploadProgress?: (progress: never) => void };

const TOO_MANY_REQUESTS = 429;

/** For how many seconds Stream asks to wait; null when it refused for another reason, or answered nothing. */
const secondsAskedFor = (refusal: unknown, now: Date): number | 'unsaid' | null => {
  const { status, response } = (refusal ?? {}) as { status?: unknown; response?: { headers?: unknown } };
  if (status !== TOO_MANY_REQUESTS) return null;
  const headers = (response?.headers ?? {}) as Record<string, unknown>;
  const told = numberOf(headers['retry-after']);
  if (told !== null) return told;
  const reset = numberOf(headers['x-ratelimit-reset']);
  // While calls of the minute remain, only those of one second were too many.
  if (reset === null || numberOf(headers['x-ratelimit-remaining']) !== 0) return 'unsaid';
  const left = reset - now.getTime() / 1000;
  // A time that has passed is one of a clock that differs: then nobody knows.
  return left > 0 ? Math.max(left, 1) : 'unsaid';
};

const numberOf = (header: unknown): number | null =>
  typeof header === 'string' && /^\d{1,12}$/.test(header) ? Number(header) : null;
