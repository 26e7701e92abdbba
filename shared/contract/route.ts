import * as z from 'zod/mini';
import type { BudgetName } from './budgets.ts';
import type { ErrorType } from './error-types.ts';

/** Of a request that has no body, or nothing in its path or behind its question mark. */
export const nothing = z.strictObject({});

/** What every call of people's apps may be answered. */
export const anyUser = [
  'UNAUTHENTICATED',
  'INVALID_REQUEST',
  'USER_BLOCKED',
  'RATE_LIMITED',
  'PAYLOAD_TOO_LARGE',
  'INTERNAL_ERROR',
] as const;
/** The same where the account has to be open. */
export const anyRecord = [...anyUser, 'USER_ERASED', 'ERASURE_PENDING'] as const;
/** The same where Stream is asked whether the caller is a member. */
export const anyMember = [...anyRecord, 'NOT_A_MEMBER', 'STREAM_UNAVAILABLE'] as const;

/** For a thousand ids, and for two statements that name a thousand readers. API Gateway takes ten megabytes, Lambda six. */
export const LARGE_BODY = 400_000;

export type Route = {
  /** Folder in `functions/`, and the function's name in the stack. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parameters in braces, as API Gateway and OpenAPI write them. */
  path: string;
  summary: string;
  /** What is in the path's braces, and behind the question mark; nothing unless told. */
  params?: z.core.$ZodObject;
  query?: z.core.$ZodObject;
  request: z.core.$ZodType;
  /** The longest body, in UTF-16 units; `MAX_BODY_CHARACTERS` unless told. */
  maxBody?: number;
  response: z.core.$ZodType;
  /** Success statuses, the usual one first. */
  statuses: readonly number[];
  errors: readonly ErrorType[];
} & (
  | {
      /** The gateway checks the bearer token. */
      access: 'user';
      /** Which of the caller's budgets a call is taken from. */
      budget: BudgetName;
    }
  /** The function checks Stream's HMAC. */
  | { access: 'stream-signature'; budget?: never }
);
