import * as z from 'zod';
import { parseJson } from '../contract/parse-json.ts';
import type { SendChallenge, SentChallenge } from '../domain/start-two-man-rule.ts';
import type { ReadSecret } from './secrets-manager.ts';

/** One deadline over both attempts: a person is waiting. */
const DEADLINE_MS = 3_000;
const MAX_ANSWER_CHARACTERS = 10_000;

const answer = z.object({ session_id: z.string().min(1), must_authenticate: z.boolean() });
const quotaAnswer = z.object({ detail: z.literal('SMSQuotaFailed') });

type SsksOptions = { url: string; ssks: ReadSecret<'ssks'>; fetch?: typeof fetch };

/**
 * Calls the key storage's `challenge_send` (seald.md section 9) with `create_user`, and with `force_auth` so that the
 * first save is verified too: an unverified one makes the next device renew the keys and locks the first device out.
 * A connection that could not be made is tried once more; a call that may have reached the other side is not, because it
 * may have sent a text message.
 */
export const createSendChallenge =
  ({ url, ssks, fetch: send = fetch }: SsksOptions): SendChallenge =>
  async (sealdId, factor) => {
    const { appId, apiKey } = await ssks();
    const request: RequestInit = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-seald-appid': appId, 'x-seald-apikey': apiKey },
      body: JSON.stringify({ user_id: sealdId, auth_factor: factor, create_user: true, force_auth: true }),
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    };
    try {
      return readAnswer(await exchange(send, new URL('/tmr/back/challenge_send/', url), request));
    } catch (cause) {
      return {
        outcome: isConnectionFailure(cause) ? 'failed-unsent' : 'failed',
        errorType: 'SSKS_UNAVAILABLE',
        cause,
      };
    }
  };

type Answer = { status: number; body: unknown };

const readAnswer = ({ status, body }: Answer): SentChallenge => {
  const isRefused = status >= 400 && status < 500;
  const outcome = isRefused ? 'failed-unsent' : 'failed';
  const cause = new Error(`SSKS answered ${status}`);
  if (status === 406 && quotaAnswer.safeParse(body).success)
    return { outcome, errorType: 'SMS_QUOTA_EXCEEDED', cause };
  const parsed = answer.safeParse(body);
  if (status < 200 || status > 299 || !parsed.success)
    return { outcome, errorType: 'SSKS_UNAVAILABLE', cause };
  return {
    outcome: 'sent',
    ssksSessionId: parsed.data.session_id,
    mustAuthenticate: parsed.data.must_authenticate,
  };
};

const exchange = async (send: typeof fetch, target: URL, request: RequestInit): Promise<Answer> => {
  const response = await send(target, request).catch((error) => {
    if (!isConnectionFailure(error)) throw error;
    return send(target, request);
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text.length <= MAX_ANSWER_CHARACTERS ? parseJson(text) : undefined,
  };
};

const CONNECTION_FAILURES = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

const isConnectionFailure = (error: unknown): boolean => {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' && CONNECTION_FAILURES.includes(cause.code);
};
