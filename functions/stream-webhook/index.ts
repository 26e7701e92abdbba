import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { createSignatureCheck } from '../../shared/adapters/stream-signature.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

/** Stream waits 1500 ms and then lets the message through, so a cold start may wait for this twice and still refuse in time. */
const SECRET_DEADLINE_MS = 400;

const { STREAM_SECRET_ARN, ENCRYPTED_CHANNEL_TYPES, FILE_HOSTS } = readEnvironment('stream-webhook');
const stream = cachedSecret('stream', STREAM_SECRET_ARN, { deadlineMs: SECRET_DEADLINE_MS });

// Fetched while the function starts, so that no message waits for it. A failure is met again, and answered, in the handler.
await stream().catch(() => {});

export const handler = createHandler({
  checkSignature: createSignatureCheck(stream),
  encryptedChannelTypes: ENCRYPTED_CHANNEL_TYPES,
  fileHosts: FILE_HOSTS,
});
