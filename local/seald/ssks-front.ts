// SSKS for the plugin in the user's client (seald.md section 9).
// Left out: expiry of SSKS sessions, deletion of stored identities, `get_factor_token` (it answers 404).
// [pub] marks facts of go-seald-sdk's tests ssks_tmr_api_test and ssks_tmr_test, which ran against Seald's own servers.
import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { fingerprint, sameSecret } from './constant-time.ts';
import type { NodeEnv } from './node-env.ts';
import { readSsksBody } from './ssks-body.ts';
import { tryCode } from './ssks-code.ts';
import { SsksError } from './ssks-error.ts';
import { AuthFactor, hashFactor } from './ssks-factor.ts';
import { identityKey, type SsksContext, type SsksSession } from './ssks-state.ts';

/** An empty code is 400 before the session is looked at [pub]. */
const ChallengeValidate = z.strictObject({ challenge: z.string().min(1).max(100), auth_factor: AuthFactor });
/** Any text is kept, and the factor, which the session knows, need not be sent [pub]. */
const Push = z.strictObject({
  data_b64: z.string().min(1).max(1_000_000),
  auth_factor: AuthFactor.optional(),
});

const refuse = (detail: string): never => {
  throw new SsksError(403, { detail });
};

/** The plugin turns exactly this text into "Invalid challenge". */
const WRONG_CODE = 'Incorrect authentication credentials.';

type Open = { session: SsksSession; handle: string };

/** The session of the request; throws 403 for another app, 404 for an unknown session. */
const requireSession = (c: Context, { appId, state }: SsksContext): Open => {
  if (c.req.header('x-seald-appid') !== appId) refuse('Unknown application.');
  const handle = fingerprint(c.req.header('x-seald-session') ?? '');
  const session = state.sessions.get(handle);
  if (!session) throw new SsksError(404, { model: 'TMRSession' });
  return { session, handle };
};

const requireFactor = (session: SsksSession, factor: AuthFactor) => {
  if (!sameSecret(hashFactor(factor), session.factorHash)) refuse('Authentication factor does not match.');
};

/** An unauthenticated session may store a first identity, and repeat that very push; it may not replace another's. */
const requirePushRight = ({ state }: SsksContext, { session, handle }: Open) => {
  if (session.authenticated) return;
  if (session.mustAuthenticate) refuse('Authentication required.');
  const stored = state.identities.get(identityKey(session.userId, session.factorHash));
  if (stored && stored.pushedBy !== handle) refuse('Authentication required.');
};

const openAuthenticated = (context: SsksContext, { userId, factorHash }: SsksSession): string => {
  const id = randomUUID();
  const session = { userId, factorHash, mustAuthenticate: true, authenticated: true, code: undefined };
  context.state.sessions.set(fingerprint(id), session);
  context.changed();
  return id;
};

export const addSsksFront = (app: Hono<NodeEnv>, context: SsksContext): void => {
  app.post('/tmr/front/challenge_validate/', async (c) => {
    const body = await readSsksBody(c, ChallengeValidate);
    const { session } = requireSession(c, context);
    requireFactor(session, body.auth_factor);
    const right = tryCode(session, body.challenge, context.now());
    context.changed();
    if (!right) refuse(WRONG_CODE);
    return c.json({ new_id: openAuthenticated(context, session) });
  });

  app.post('/tmr/front/push/', async (c) => {
    const open = requireSession(c, context);
    const body = await readSsksBody(c, Push);
    if (body.auth_factor) requireFactor(open.session, body.auth_factor);
    requirePushRight(context, open);
    const { userId, factorHash, authenticated } = open.session;
    const key = identityKey(userId, factorHash);
    const id = context.state.identities.get(key)?.id ?? randomUUID(); // the same when it is replaced [pub]
    const stored = { id, data: body.data_b64, authenticated, pushedBy: open.handle };
    context.state.identities.set(key, stored);
    context.changed();
    return c.json({ id: stored.id });
  });

  app.post('/tmr/front/search/', (c) => {
    const { session } = requireSession(c, context);
    if (!session.authenticated) refuse('Authentication required.');
    const stored = context.state.identities.get(identityKey(session.userId, session.factorHash));
    if (!stored) throw new SsksError(404, { model: 'TMRKey' }); // [pub]
    return c.json({ data_b64: stored.data, authenticated: stored.authenticated });
  });
};
