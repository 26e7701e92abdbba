import * as z from 'zod/mini';
import type { ErrorType } from './error-types.ts';
import { time } from './time.ts';

/**
 * The body of every error answer of the Messaging API. (The gateway's own 401, 404, 413, 429, 500 and 503 are `{ message }`.)
 * Answers are read leniently everywhere in the contract, so that a field can be added later, and here a type.
 */
export const errorBody = z.object({
  error: z.object({
    type: z.string(),
    message: z
      .string()
      .check(z.meta({ description: 'For people; may change. Never holds what the caller sent.' })),
    requestId: z.string(),
    dueAt: z
      .optional(time)
      .check(z.meta({ description: 'With `ERASURE_PENDING`: when the account is going to be erased.' })),
  }),
});

/** What the backend may write there. */
export type ErrorBody = { error: z.infer<typeof errorBody>['error'] & { type: ErrorType } };
