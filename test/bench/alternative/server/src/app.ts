import { fastify } from 'fastify';
import pg from 'pg';
import { StreamChat } from 'stream-chat';
import { ApiError } from './api-error.ts';
import { createCallerOf } from './caller.ts';
import { type AuthFactor, activationKey, sendChallenge } from './seald.ts';
import type { Settings } from './settings.ts';
import { createTable, createUsers, type User } from './users.ts';
import { addWebhook } from './webhook.ts';

const TOKEN_SECONDS = 3600;
const CONNECTIONS = 10;

const challengeBody = {
  oneOf: [
    {
      type: 'object',
      properties: { phoneNumber: { type: 'string', pattern: '^\\+[1-9]\\d{6,14}$' } },
      required: ['phoneNumber'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: { email: { type: 'string', format: 'email' } },
      required: ['email'],
      additionalProperties: false,
    },
  ],
};
type ChallengeBody = { phoneNumber: string; email?: never } | { phoneNumber?: never; email: string };

/** The server with its connection pool; it makes its table when there is none. */
export const createApp = async (settings: Settings) => {
  const db = new pg.Pool({ host: settings.database, user: 'postgres', max: CONNECTIONS });
  await createTable(db);
  const users = createUsers(db);
  const stream = StreamChat.getInstance(settings.streamKey, settings.streamSecret);
  const callerOf = await createCallerOf(settings.issuer, settings.audience);

  const sealdIdOf = (id: string) => `${settings.sealdIdPrefix}_${id}`;
  const view = async ({ id, twoManRuleKey, enrolledAt }: User) => ({
    id,
    sealdId: sealdIdOf(id),
    isEnrolled: enrolledAt !== null,
    twoManRuleKey,
    ...(enrolledAt === null && {
      activationKey: await activationKey(settings),
      activationKeyType: 'signupJwt',
    }),
  });
  const known = (user: User | undefined): User => {
    if (!user) throw new ApiError(404, 'USER_NOT_FOUND');
    return user;
  };

  const app = fastify({ logger: true });
  app.setErrorHandler<Error & { statusCode?: number; type?: string }>((error, request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode >= 500) request.log.error(error);
    const type = error.type ?? (statusCode < 500 ? 'INVALID_REQUEST' : 'INTERNAL_ERROR');
    return reply.code(statusCode).send({ error: { type, message: type, requestId: request.id } });
  });

  app.post('/token', async (request) => {
    const userId = await callerOf(request);
    const now = Math.floor(Date.now() / 1000);
    const accessToken = stream.createToken(userId, now + TOKEN_SECONDS, now);
    return { accessToken, expiresAt: new Date((now + TOKEN_SECONDS) * 1000).toISOString(), userId };
  });
  app.post('/signup', async (request, reply) => {
    const { created, user } = await users.claim(await callerOf(request));
    return reply.code(created ? 201 : 200).send(await view(known(user)));
  });
  app.get('/me', async (request) => {
    const user = await users.find(await callerOf(request));
    return { user: user ? await view(user) : null };
  });
  app.post<{ Body: ChallengeBody }>('/challenge', { schema: { body: challengeBody } }, async (request) => {
    const { id, twoManRuleKey } = known(await users.find(await callerOf(request)));
    const { phoneNumber, email } = request.body;
    const factor: AuthFactor =
      phoneNumber === undefined ? { type: 'EM', value: email } : { type: 'SMS', value: phoneNumber };
    const sent = await sendChallenge(settings, sealdIdOf(id), factor);
    const { session_id: twoManRuleSessionId, must_authenticate: mustAuthenticate } = sent;
    return { mustAuthenticate, twoManRuleKey, twoManRuleSessionId };
  });
  app.post('/enroll', async (request) => {
    const { id, enrolledAt } = known(await users.enroll(await callerOf(request)));
    return { id, isEnrolled: true, enrolledAt };
  });
  app.register((scope) =>
    addWebhook(scope, { stream, encryptedChannelTypes: settings.encryptedChannelTypes }),
  );
  return app;
};
