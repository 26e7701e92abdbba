import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { createSignatureCheck } from '../../shared/adapters/stream-signature.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const { STREAM_SECRET_ARN, ENCRYPTED_CHANNEL_TYPES } = readEnvironment('stream-webhook');
const stream = cachedSecret('stream', STREAM_SECRET_ARN);

// Fetched while the function starts, so that no message waits for it. A failure is met again, and answered, in the handler.
await stream().catch(() => {});

export const handler = createHandler({
  checkSignature: createSignatureCheck(stream),
  encryptedChannelTypes: ENCRYPTED_CHANNEL_TYPES,
});
