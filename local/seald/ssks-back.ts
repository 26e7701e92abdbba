// SSKS for the team's backend (seald.md section 9).
// Left out: sending anything (codes go to the emulator's inbox), SMS quotas (a fault switch answers for them),
// deleting users. `fake_otp` is tolerated and ignored: the code stays random. An e-mail template is checked for its placeholder only.
import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { fingerprint, sameSecret } from './constant-time.ts';
import { deliver } from './inbox.ts';
import type { NodeEnv } from './node-env.ts';
import { readSsksBody } from './ssks-body.ts';
import { makeCode, storedCode } from './ssks-code.ts';
import { SsksError } from './ssks-error.ts';
import { AuthFactor, hashFactor } from './ssks-factor.ts';
import { identityKey, type SsksContext } from './ssks-state.ts';

export const CHALLENGE_SEND_PATH = '/tmr/back/challenge_send/';

const ChallengeSend = z
  .strictObject({
    user_id: z.string().min(1).max(1_024),
    auth_factor: AuthFactor,
    create_user: z.boolean().default(false),
    force_auth: z.boolean().default(false),
    template: z.string().max(100_000).optional(),
    fake_otp: z.boolean().optional(),
  })
  .refine(({ auth_factor, template }) =>
    auth_factor.type === 'EM' && template !== undefined ? template.includes('$$CHALLENGE$$') : true,
  );

/** Only the team's backend: app id and key, compared in constant time. Emulator's choice: 401. */
const requireBackend = (c: Context, { appId, ssksKey }: SsksContext) => {
  const sameApp = sameSecret(c.req.header('x-seald-appid') ?? '', appId);
  const sameKey = sameSecret(c.req.header('x-seald-apikey') ?? '', ssksKey);
  if (!sameApp || !sameKey) throw new SsksError(401, { detail: 'Invalid application ID or API key.' });
};

const requireUser = ({ state }: SsksContext, userId: string, create: boolean) => {
  if (create) state.users.add(userId);
  if (!state.users.has(userId)) throw new SsksError(404, { model: 'TMRUser' });
};

/** A comment in go-seald-sdk's ssks_tmr_test has it that there is one session per user: then a second device's code is the end of the first's. */
const endOpenSessions = ({ state }: SsksContext, userId: string) => {
  for (const [handle, session] of state.sessions)
    if (session.userId === userId && !session.authenticated) state.sessions.delete(handle);
};

const openSession = (context: SsksContext, body: z.infer<typeof ChallengeSend>) => {
  const { state, now } = context;
  const factorHash = hashFactor(body.auth_factor);
  const isStored = state.identities.has(identityKey(body.user_id, factorHash));
  const mustAuthenticate = body.force_auth || isStored;
  const sessionId = randomBytes(32).toString('base64url');
  if (context.oneSessionPerUser()) endOpenSessions(context, body.user_id);
  const code = mustAuthenticate ? makeCode() : undefined;
  state.sessions.set(fingerprint(sessionId), {
    userId: body.user_id,
    factorHash,
    mustAuthenticate,
    authenticated: false,
    code: code === undefined ? undefined : storedCode(code, now()),
  });
  if (code !== undefined)
    deliver(state.inbox, { to: body.auth_factor.value, code, sentAt: now().toISOString() });
  context.changed();
  return { session_id: sessionId, must_authenticate: mustAuthenticate };
};

export const addSsksBack = (app: Hono<NodeEnv>, context: SsksContext): void => {
  app.post(CHALLENGE_SEND_PATH, async (c) => {
    requireBackend(c, context);
    const body = await readSsksBody(c, ChallengeSend);
    requireUser(context, body.user_id, body.create_user);
    return c.json(openSession(context, body));
  });
};
