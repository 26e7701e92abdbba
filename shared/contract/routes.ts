import * as z from 'zod';
import { challengeRequest, challengeResponse } from './challenge.ts';
import { enrollResponse } from './enroll.ts';
import type { ErrorType } from './error-types.ts';
import { streamWebhookResponse } from './stream-webhook.ts';
import { tokenResponse } from './token.ts';
import { userResponse } from './user.ts';

const noBody = z.strictObject({});
const anyUser = ['UNAUTHENTICATED', 'INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'INTERNAL_ERROR'] as const;

export type Route = {
  /** Folder in `functions/`, and the function's name in the stack. */
  name: string;
  method: 'GET' | 'POST';
  path: string;
  /** `user`: the gateway checks the bearer token. `stream-signature`: the function checks Stream's HMAC. */
  access: 'user' | 'stream-signature';
  summary: string;
  request: z.ZodType;
  response: z.ZodType;
  /** Success statuses, the usual one first. */
  statuses: readonly number[];
  errors: readonly ErrorType[];
};

/** The whole HTTP surface. The gateway's routes, the OpenAPI file and the client are all made from this table. */
export const routes = {
  token: {
    name: 'token',
    method: 'POST',
    path: '/token',
    access: 'user',
    summary: 'A Stream user token for the caller',
    request: noBody,
    response: tokenResponse,
    statuses: [200],
    errors: anyUser,
  },
  signup: {
    name: 'signup',
    method: 'POST',
    path: '/signup',
    access: 'user',
    summary: 'Make the caller known; safe to repeat in every state',
    request: noBody,
    response: userResponse,
    statuses: [201, 200],
    errors: anyUser,
  },
  me: {
    name: 'me',
    method: 'GET',
    path: '/me',
    access: 'user',
    summary: 'What the backend knows of the caller',
    request: noBody,
    response: userResponse,
    statuses: [200],
    errors: [...anyUser, 'USER_NOT_FOUND'],
  },
  challenge: {
    name: 'challenge',
    method: 'POST',
    path: '/challenge',
    access: 'user',
    summary: "Have Seald's key storage send the caller a code",
    request: challengeRequest,
    response: challengeResponse,
    statuses: [200],
    errors: [
      ...anyUser,
      'USER_NOT_FOUND',
      'AUTH_FACTOR_MISMATCH',
      'CHALLENGE_RATE_LIMITED',
      'SSKS_UNAVAILABLE',
      'SMS_QUOTA_EXCEEDED',
    ],
  },
  enroll: {
    name: 'enroll',
    method: 'POST',
    path: '/enroll',
    access: 'user',
    summary: "Note that the caller's identity is saved; safe to repeat",
    request: noBody,
    response: enrollResponse,
    statuses: [200],
    errors: [...anyUser, 'USER_NOT_FOUND'],
  },
  streamWebhook: {
    name: 'stream-webhook',
    method: 'POST',
    path: '/webhooks/stream',
    access: 'stream-signature',
    summary: "Stream's before-message-send hook: refuses plaintext in encrypted channels",
    request: z.looseObject({}),
    response: streamWebhookResponse,
    statuses: [200],
    errors: ['INVALID_SIGNATURE'],
  },
} as const satisfies Record<string, Route>;
