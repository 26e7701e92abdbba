import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Patient } from './patient.ts';

const DEADLINE_MS = 10_000;
const CIPHERTEXT_BYTES = 128;

export type HookAnswer = { status: number; isRefusal: boolean; ms: number };
export type HookBody = { text: string; encryptionSessionId: string };

/** Random bytes in the form of what the Seald SDK writes (seald.md section 10): they prove nothing and hold nothing. */
export const encryptedBody = (encryptionSessionId: string = randomUUID()): HookBody => ({
  encryptionSessionId,
  text: JSON.stringify({
    sessionId: encryptionSessionId,
    data: randomBytes(CIPHERTEXT_BYTES).toString('base64'),
  }),
});

export const plainBody = (): HookBody => ({
  encryptionSessionId: randomUUID(),
  text: 'A message of npm run doctor, in clear.',
});

/**
 * Calls our hook as Stream does before it stores a message (stream.md section 9.2). Nothing is stored: the channel and the
 * message exist only in this call. Throws what `fetch` throws.
 */
export const callHook = async (
  { hookUrl, config, fetch: send, now }: Patient,
  body: HookBody,
  signingSecret: string | null,
): Promise<HookAnswer> => {
  const bytes = JSON.stringify(hookPayload(body, config.encryptedChannelTypes[0] ?? ''));
  const signature = signingSecret && createHmac('sha256', signingSecret).update(bytes).digest('hex');
  const began = now();
  if (hookUrl === null) throw new TypeError('the address of the hook is not known');
  const response = await send(hookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature && { 'x-signature': signature }) },
    body: bytes,
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const answer = (await response.json().catch(() => null)) as { message?: { type?: unknown } } | null;
  return { status: response.status, isRefusal: answer?.message?.type === 'error', ms: now() - began };
};

const hookPayload = ({ text, encryptionSessionId }: HookBody, type: string) => {
  const id = `doctor-${randomUUID()}`;
  const user = { id: 'doctor' };
  return {
    message: { id: randomUUID(), type: 'regular', text, user },
    user,
    channel: { type, id, cid: `${type}:${id}`, session_id: encryptionSessionId },
    request_info: { type: 'client' },
  };
};
