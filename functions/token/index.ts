import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { createStreamTokenIssuer } from '../../shared/adapters/stream-token.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('token');

export const handler = createHandler({
  guard: deployedGuard(env),
  issueStreamToken: createStreamTokenIssuer({
    secret: cachedSecret('stream', env.STREAM_SECRET_ARN),
    ttlSeconds: env.STREAM_TOKEN_TTL_SECONDS,
    now: () => new Date(),
  }),
});
