import { registerEncryptionSession as route } from '../../shared/contract/routes/register-encryption-session.ts';
import {
  type RegisterEncryptionSessionDeps,
  registerEncryptionSession,
} from '../../shared/domain/register-encryption-session.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `PUT /channels/{channelType}/{channelId}/encryption-session`. A repeat gives the same answer. */
export const createHandler = ({ guard, ...deps }: Guarded<RegisterEncryptionSessionDeps>) =>
  endpoint(route, { guard }, async ({ userId, params, body }) => ({
    statusCode: 200,
    body: await registerEncryptionSession(deps, userId, params, body),
  }));
