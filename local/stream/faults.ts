import * as z from 'zod';
import { StreamError } from './errors.ts';
import { type EventBodies, eventBodies, type HookBodies, hookBodies } from './hook-forms.ts';
import { type RateLimitSetting, rateLimitSetting } from './rate-limits.ts';

const requestFault = z.strictObject({
  /** Any method when absent. */
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  /** Matches when the path holds this text, for example `/message`. */
  path: z.string(),
  delayMs: z.int().min(0).max(60_000).default(0),
  /** With a status the request is refused; without one it is only delayed. */
  status: z.int().min(400).max(599).optional(),
  code: z.int().default(-1),
  /** How many matching requests are hit. */
  times: z.int().min(1).default(1),
});

/**
 * The body of `PUT /_faults`. Each key given replaces that key as a whole; the others stay.
 *
 * - `hook`: the before-message-send hook. `delayMs` passes before the hook is called and counts against its
 *   timeout; `disabled` leaves it uncalled (Stream pauses an unreachable hook); `networkError` fails it without calling.
 * - `signWith`: what all hooks are signed with: another secret, or `null` for no `X-Signature` at all.
 * - `hookBodies`, `eventBodies`: what bodies of hooks have in them, where that is not certain (`hook-forms.ts`).
 * - `eventHooks.disabled`: no event leaves by `event_hooks`.
 * - `sockets.refuse`: new WebSockets get 503 before the upgrade.
 * - `dropSockets`: done at once and not kept: closes open sockets (of `userId`, or all) with `code`.
 * - `tokens`: user tokens answer code 40 for `expiredForSeconds` from now, or at the next `expiredTimes` checks
 *   (of `userId`'s tokens, or of anybody's).
 * - `deletions`: what the finished task of a deletion says of each user: `ok`, `error`, or nothing (`silent`). Whichever, they are deleted
 *   only with `ok`.
 * - `tooLong`: what sending too long a text gets, a 400/20 or a 2xx with a message of type `error`. Edits always get 400.
 * - `requests`: delay or fail the next REST requests that match.
 * - `lagMs`: for so long channel types and app settings that are changed from now on are read as they were (`lag.ts`).
 * - `advanceMs`: done at once and not kept: so much time passes on the emulator's clock.
 * - `files.cors`: when the host of uploads lets pages of other origins read its answers: `always`, with `files` only, or `never`.
 * - `rateLimits`: in place of those the emulator was started with: `published`, `off`, or values of one's own.
 * - `memberFields`: what becomes of custom fields of members that come with a new channel or a new member: `kept`, or `dropped`. Partial updates
 *   are kept always.
 * - `muteEvents`: no WebSocket event of these types (or `true`: none at all) goes out; health checks still do.
 */
const faultPatch = z.strictObject({
  hook: z
    .strictObject({
      delayMs: z.int().min(0).max(60_000).default(0),
      disabled: z.boolean().default(false),
      networkError: z.boolean().default(false),
    })
    .optional(),
  signWith: z.string().min(1).nullable().optional(),
  hookBodies: hookBodies.optional(),
  eventBodies: eventBodies.optional(),
  eventHooks: z.strictObject({ disabled: z.boolean().default(false) }).optional(),
  sockets: z.strictObject({ refuse: z.boolean().default(false) }).optional(),
  dropSockets: z
    .strictObject({ code: z.int().min(1000).max(4999).default(1012), userId: z.string().optional() })
    .optional(),
  tokens: z
    .strictObject({
      expiredForSeconds: z.number().min(0).default(0),
      expiredTimes: z.int().min(0).default(0),
      userId: z.string().optional(),
    })
    .optional(),
  deletions: z.enum(['ok', 'error', 'silent']).optional(),
  tooLong: z.enum(['400', 'error-message']).optional(),
  requests: z.array(requestFault).optional(),
  lagMs: z.int().min(0).max(60_000).optional(),
  advanceMs: z.int().min(0).optional(),
  files: z.strictObject({ cors: z.enum(['always', 'files', 'never']).default('files') }).optional(),
  rateLimits: rateLimitSetting.optional(),
  memberFields: z.enum(['kept', 'dropped']).optional(),
  muteEvents: z.union([z.boolean(), z.array(z.string())]).optional(),
});

export type StreamFaultPatch = z.input<typeof faultPatch>;
export type DropSockets = { code: number; userId?: string | undefined };
export type RequestFault = z.output<typeof requestFault>;

export type StreamFaultState = {
  hook: { delayMs: number; disabled: boolean; networkError: boolean };
  /** `undefined` is the app's own secret, `null` no signature. */
  signWith?: string | null | undefined;
  hookBodies: HookBodies;
  eventBodies: EventBodies;
  eventHooks: { disabled: boolean };
  sockets: { refuse: boolean };
  tokens: { expiredUntil: number; expiredTimes: number; userId?: string | undefined };
  deletions: 'ok' | 'error' | 'silent';
  tooLong: '400' | 'error-message';
  requests: RequestFault[];
  lagMs: number;
  files: { cors: 'always' | 'files' | 'never' };
  rateLimits?: RateLimitSetting | undefined;
  memberFields: 'kept' | 'dropped';
  muteEvents: boolean | string[];
};

/** The fault switches of a running emulator, the same in process and over `PUT`, `GET` and `DELETE /_faults`. */
export type StreamFaults = {
  /** Checks and applies a patch. Throws `StreamError` code 4 for an unknown key or a wrong value. */
  set: (patch: StreamFaultPatch) => StreamFaultState;
  get: () => StreamFaultState;
  reset: () => void;
  /** Whether this check of a user token must answer "expired"; uses up one of `expiredTimes`. */
  tokenExpired: (userId: string) => boolean;
  /** The fault that hits this request, if any; uses up one of its `times`. */
  takeRequest: (method: string, path: string) => RequestFault | undefined;
  mutes: (eventType: string) => boolean;
};

const none = (): StreamFaultState => ({
  hook: { delayMs: 0, disabled: false, networkError: false },
  hookBodies: hookBodies.parse({}),
  eventBodies: eventBodies.parse({}),
  eventHooks: { disabled: false },
  sockets: { refuse: false },
  tokens: { expiredUntil: 0, expiredTimes: 0 },
  deletions: 'ok',
  tooLong: '400',
  requests: [],
  files: { cors: 'files' },
  lagMs: 0,
  memberFields: 'kept',
  muteEvents: false,
});

type Doers = {
  /** Closes sockets now. */
  drop: (which: DropSockets) => void;
  /** Lets time pass. */
  advance: (ms: number) => void;
};

/** See the schema above for what each switch does. */
export const openFaults = ({ drop, advance }: Doers): StreamFaults => {
  let state = none();
  const set = (sent: StreamFaultPatch) => {
    const parsed = faultPatch.safeParse(sent);
    if (!parsed.success) throw new StreamError('input', z.prettifyError(parsed.error));
    const { dropSockets, tokens, advanceMs, ...kept } = parsed.data;
    const given = Object.entries(kept).filter(([, value]) => value !== undefined);
    state = { ...state, ...Object.fromEntries(given) };
    if (tokens)
      state.tokens = {
        expiredUntil: Date.now() + tokens.expiredForSeconds * 1000,
        expiredTimes: tokens.expiredTimes,
        userId: tokens.userId,
      };
    if (dropSockets) drop(dropSockets);
    if (advanceMs) advance(advanceMs);
    return state;
  };
  const tokenExpired = (userId: string) => {
    if (state.tokens.userId !== undefined && state.tokens.userId !== userId) return false;
    if (Date.now() < state.tokens.expiredUntil) return true;
    if (state.tokens.expiredTimes === 0) return false;
    state.tokens.expiredTimes -= 1;
    return true;
  };
  const takeRequest = (method: string, path: string) => {
    const hit = state.requests.find(
      (fault) => path.includes(fault.path) && (!fault.method || fault.method === method),
    );
    if (!hit) return undefined;
    hit.times -= 1;
    if (hit.times === 0) state.requests = state.requests.filter((fault) => fault !== hit);
    return hit;
  };
  const mutes = (type: string) =>
    Array.isArray(state.muteEvents) ? state.muteEvents.includes(type) : state.muteEvents;
  const reset = () => {
    state = none();
  };
  return { set, get: () => state, reset, tokenExpired, takeRequest, mutes };
};
