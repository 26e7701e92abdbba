// Sessions of the API server: headers, no cookies (seald.md section 1).
// Left out: idle expiry. Sessions live in memory only, so that a restart makes every client log in again, as it must be able to.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { ApiError } from './api-error.ts';
import type { Account, ApiState, Device } from './api-state.ts';
import { sameSecret } from './constant-time.ts';

const MOST_SESSIONS = 5_000;

type ApiSession =
  | { kind: 'challenge'; challenge: string }
  | { kind: 'login'; accountId: string; deviceId: string; csrfToken: string };

export type ApiSessions = {
  /** Opens a session that owns one unused challenge and sends its id. */
  challenge: (c: Context) => string;
  /** Takes the challenge out of the request's session: a second try needs a new one. */
  takeChallenge: (c: Context) => string | undefined;
  /** Opens a session of a logged-in device and sends its id and CSRF token. */
  login: (c: Context, device: Device) => void;
  find: (c: Context) => { accountId: string; deviceId: string } | undefined;
  forgetAll: () => void;
};

export const openApiSessions = (): ApiSessions => {
  const sessions = new Map<string, ApiSession>();
  const idOf = (c: Context) => c.req.header('x-hdr-session-id') ?? '';
  const open = (c: Context, session: ApiSession) => {
    const id = randomBytes(24).toString('base64url');
    sessions.set(id, session);
    const oldest = sessions.keys().next().value;
    if (sessions.size > MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    c.header('x-hdr-session-id', id);
  };
  return {
    challenge: (c) => {
      const challenge = `BEARD-AUTH-${randomUUID()}`;
      open(c, { kind: 'challenge', challenge });
      return challenge;
    },
    takeChallenge: (c) => {
      const session = sessions.get(idOf(c));
      if (session?.kind !== 'challenge') return undefined;
      sessions.delete(idOf(c));
      return session.challenge;
    },
    login: (c, device) => {
      const csrfToken = randomBytes(24).toString('base64url');
      open(c, { kind: 'login', accountId: device.accountId, deviceId: device.id, csrfToken });
      c.header('x-hdr-csrf-token', csrfToken);
    },
    find: (c) => {
      const session = sessions.get(idOf(c));
      if (session?.kind !== 'login') return undefined;
      requireCsrf(c, session.csrfToken);
      return { accountId: session.accountId, deviceId: session.deviceId };
    },
    forgetAll: () => sessions.clear(),
  };
};

const requireCsrf = (c: Context, csrfToken: string) => {
  if (c.req.method === 'GET') return;
  if (sameSecret(c.req.header('x-csrftoken') ?? '', csrfToken)) return;
  throw new ApiError(403, 'CSRF_FAILED', 'missing or wrong CSRF token');
};

export type Caller = { account: Account; device: Device };

/**
 * Who makes this request. Throws the 403s the SDK acts on: `NOT_AUTHENTICATED` (it logs in again),
 * `USER_DOES_NOT_EXIST` and `KEY_REVOKED` (it closes itself).
 */
export const requireCaller = (c: Context, context: { sessions: ApiSessions; state: ApiState }): Caller => {
  const session = context.sessions.find(c);
  if (!session) throw new ApiError(403, 'NOT_AUTHENTICATED', 'log in first');
  const account = context.state.accounts.get(session.accountId);
  const device = context.state.devices.get(session.deviceId);
  if (!account || !device) throw new ApiError(403, 'USER_DOES_NOT_EXIST', 'no such user');
  if (device.state === 'R') throw new ApiError(403, 'KEY_REVOKED', 'this device is revoked');
  return { account, device };
};

/** As {@link requireCaller}, for what only members of the app's team may do; throws 403 `NO_TEAM`. */
export const requireTeamMember = (
  c: Context,
  context: { sessions: ApiSessions; state: ApiState },
): Caller => {
  const caller = requireCaller(c, context);
  if (!caller.account.inTeam) throw new ApiError(403, 'NO_TEAM', 'this account joined no team');
  return caller;
};
