import { encryptionSession as route } from '../../shared/contract/routes/encryption-session.ts';
import {
  type ReadEncryptionSessionDeps,
  readEncryptionSession,
} from '../../shared/domain/read-encryption-session.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `GET /channels/{channelType}/{channelId}/encryption-session`. Changes nothing but channel data at Stream that are wrong. */
export const createHandler = ({ guard, ...deps }: Guarded<ReadEncryptionSessionDeps>) =>
  endpoint(route, { guard, isBeside: true }, async ({ userId, params, query: { after = '0', anew } }) => ({
    statusCode: 200,
    body: await readEncryptionSession(deps, userId, params, {
      after: Number(after),
      anew: anew === 'true',
    }),
  }));
