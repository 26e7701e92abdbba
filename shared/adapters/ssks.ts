import * as z from 'zod/mini';
import { parseJson } from '../contract/parse-json.ts';
import type { SendChallenge, SentChallenge } from '../domain/start-two-man-rule.ts';
import { type HttpAnswer, type HttpCall, httpCall } from './http-call.ts';
import type { ReadSecret } from './secrets-manager.ts';

/** One deadline over both attempts: a person is waiting. */
const DEADLINE_MS = 3_000;
const MAX_ANSWER_BYTES = 10_000;

const answer = z.object({ session_id: z.string().check(z.minLength(1)), must_authenticate: z.boolean() });
const quotaAnswer = z.object({ detail: z.literal('SMSQuotaFailed') });

type SsksOptions = { url: string; ssks: ReadSecret<'ssks'>; send?: typeof httpCall };

/**
 * Calls the key storage's `challenge_send` (seald.md section 9) with `create_user`, and with `force_auth` so that the
 * first save is verified too: an unverified one makes the next device renew the keys and locks the first device out.
 * A connection that could not be made is tried once more; a call that may have reached the other side is not, because it
 * may have sent a text message.
 */
export const createSendChallenge =
  ({ url, ssks, send = httpCall }: SsksOptions): SendChallenge =>
  async (sealdId, factor) => {
    const { appId, apiKey } = await ssks();
    const call: HttpCall = {
      url: new URL('/tmr/back/challenge_send/', url),
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-seald-appid': appId, 'x-seald-apikey': apiKey },
      body: JSON.stringify({ user_id: sealdId, auth_factor: factor, create_user: true, force_auth: true }),
      signal: AbortSignal.timeout(DEADLINE_MS),
      maxBytes: MAX_ANSWER_BYTES,
    };
    try {
      return readAnswer(await exchange(send, call));
    } catch (cause) {
      return {
        outcome: isConnectionFailure(cause) ? 'failed-unsent' : 'failed',
        errorType: 'SSKS_UNAVAILABLE',
        cause,
      };
    }
  };

const readAnswer = ({ status, text }: HttpAnswer): SentChallenge => {
  const isRefused = status >= 400 && status < 500;
  const outcome = isRefused ? 'failed-unsent' : 'failed';
  const cause = new Error(`SSKS answered ${status}`);
  const body = parseJson(text);
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

const exchange = (send: typeof httpCall, call: HttpCall): Promise<HttpAnswer> =>
  send(call).catch((error) => {
    if (!isConnectionFailure(error)) throw error;
    return send(call);
  });

const CONNECTION_FAILURES = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

const isConnectionFailure = (error: unknown): boolean => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && CONNECTION_FAILURES.includes(code);
};
