import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import type { Outcome } from '../lambda/outcome.ts';
import { type Answer, refusal } from './answer.ts';

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** False for names and values HTTP cannot carry, a line break among them. */
const canBeSent = (headers: Record<string, string>) => {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
};

/** A payload 2.0 answer. Fields API Gateway does not read (`multiValueHeaders` among them) are dropped. */
const proxyAnswer = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).refine(canBeSent).nullish(),
  cookies: z
    .array(z.string())
    .refine((cookies) => cookies.every((cookie) => canBeSent({ 'set-cookie': cookie })))
    .nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Turns how a function ended into what API Gateway answers: an error, a timeout or a malformed answer is a 500. */
export const answerFromOutcome = (outcome: Outcome): Answer => {
  if (outcome.ok) return answerFromPayload(outcome.payload);
  if (outcome.error.errorType === 'Lambda.Throttled') return refusal(503);
  if (outcome.error.errorType === 'Lambda.RequestTooLarge') return refusal(413);
  return refusal(500);
};

/**
 * "If your Lambda function returns valid JSON and doesn't return a statusCode", the whole is the body of a 200 with
 * `application/json` ("Create AWS Lambda proxy integrations for HTTP APIs"); a bare string is sent without its quotes.
 */
const answerFromPayload = (payload: string): Answer => {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const text = typeof value === 'string' ? value : payload;
    return answer(200, { 'content-type': 'application/json' }, [], Buffer.from(text));
  }
  const { success, data } = proxyAnswer.safeParse(value);
  if (!success) return refusal(500);
  const headers = lowerCase(data.headers ?? {});
  const body = Buffer.from(data.body ?? '', data.isBase64Encoded ? 'base64' : 'utf8');
  return answer(data.statusCode, headers, data.cookies ?? [], body);
};

const answer = (
  status: number,
  headers: Record<string, string>,
  cookies: string[],
  body: Buffer,
): Answer => ({
  status,
  headers: { ...(body.length && { 'content-type': 'text/plain;charset=UTF-8' }), ...headers },
  cookies,
  body,
});

const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
