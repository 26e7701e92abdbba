import * as z from 'zod';
import { countedAs, PUBLISHED_PER_USER, publishedLimit, SHARE_OF_A_SECOND } from './rate-limit-table.ts';

/**
 * Stream's rate limits [pub: GetStream/stream-chat-ruby docs/debugging_and_cli/rate_limits.md]: for each endpoint and platform, a user 60 a
 * minute and the app as the table says, that by the second too. A server has no user limit. An endpoint that is over answers 429.
 *
 * [assumed] Minutes are those of the clock; a refused call is not counted; headers tell of the limit that is nearest, and after
 * too many in one second still of the minute; a user's token makes a client's platform, whatever SDK is behind it.
 */
export const rateLimitSetting = z.union([
  z.enum(['published', 'off']),
  z.strictObject({
    /** A minute, for each endpoint. */
    perUser: z.int().min(1).optional(),
    /** A minute, by endpoint, for example `{ QueryMembers: 3000 }`; the others as published. */
    endpoints: z.record(z.string(), z.int().min(1)).optional(),
  }),
]);

/** `published` unless told; a test that needs more says so. */
export type RateLimitSetting = z.output<typeof rateLimitSetting>;

export type Platform = 'server' | 'android' | 'ios' | 'web';

/** Who calls what. Without a user the user's limit does not count. */
export type LimitedCall = { endpoint: string; platform: Platform; userId?: string | undefined };

/** How it stands after a call: none left of a limit, if `isOver`. `resetAt` in Unix seconds. */
export type Allowance = { isOver: boolean; limit: number; remaining: number; resetAt: number };

export type RateLimits = {
  /** Counts a call, unless it is over; null while there are no limits. */
  take: (call: LimitedCall) => Allowance | null;
};

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** Counts by `now`, in Unix milliseconds; `setting` is asked at each call. */
export const openRateLimits = (now: () => number, setting: () => RateLimitSetting): RateLimits => {
  const ofMinute = openWindow(MINUTE_MS);
  const ofSecond = openWindow(SECOND_MS);
  return {
    take: ({ endpoint, platform, userId }) => {
      const current = setting();
      if (current === 'off') return null;
      const at = now();
      const counted = countedAs(endpoint);
      const app = `${platform} ${counted}`;
      const user = userId === undefined ? null : `${app} ${userId}`;
      const { ofApp, ofUser } = limitsOf(counted, current);
      const perSecond = Math.max(1, Math.floor(ofApp / SHARE_OF_A_SECOND));
      const limits = [
        { limit: ofApp, used: ofMinute.used(app, at) },
        ...(user === null ? [] : [{ limit: ofUser, used: ofMinute.used(user, at) }]),
      ];
      const isOver = limits.some(({ limit, used }) => used >= limit) || ofSecond.used(app, at) >= perSecond;
      if (!isOver) {
        ofSecond.count(app, at);
        for (const key of user === null ? [app] : [app, user]) ofMinute.count(key, at);
      }
      const standing = limits.map(({ limit, used }) => ({
        limit,
        remaining: limit - used - (isOver ? 0 : 1),
      }));
      const nearest = standing.reduce((one, other) => (other.remaining < one.remaining ? other : one));
      const resetAt = (Math.floor(at / MINUTE_MS) + 1) * (MINUTE_MS / SECOND_MS);
      return { isOver, ...nearest, resetAt };
    },
  };
};

const limitsOf = (counted: string, setting: Exclude<RateLimitSetting, 'off'>) => {
  const { perUser, endpoints } = setting === 'published' ? {} : setting;
  return { ofApp: endpoints?.[counted] ?? publishedLimit(counted), ofUser: perUser ?? PUBLISHED_PER_USER };
};

/** Counts by name within a window of the clock; a new window begins with nothing. */
const openWindow = (lengthMs: number) => {
  const counts = new Map<string, number>();
  let current = Number.NaN;
  const turn = (at: number): void => {
    const window = Math.floor(at / lengthMs);
    if (window !== current) counts.clear();
    current = window;
  };
  const used = (name: string, at: number): number => {
    turn(at);
    return counts.get(name) ?? 0;
  };
  return { used, count: (name: string, at: number) => void counts.set(name, used(name, at) + 1) };
};

/** [pub] The platform an SDK counts for; `sdk` is its `X-Stream-Client`. React Native names the system it runs on. */
export const platformOf = (caller: { kind: 'server' | 'user' }, sdk: string): Platform => {
  if (caller.kind === 'server') return 'server';
  if (/android|kotlin/i.test(sdk)) return 'android';
  return /ios|swift/i.test(sdk) ? 'ios' : 'web';
};

/** [pub] On every answer. */
export const rateLimitHeaders = ({ limit, remaining, resetAt }: Allowance): Record<string, string> => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(remaining),
  'X-RateLimit-Reset': String(resetAt),
});
