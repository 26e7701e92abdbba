import * as z from 'zod';
import { ERROR_STATUS, type ErrorType } from './error-types.ts';

const ERROR_TYPES = Object.keys(ERROR_STATUS) as [ErrorType, ...ErrorType[]];

/**
 * The body of every error answer of the Messaging API. (The gateway's own 401, 403, 404, 413, 429, 500 and 503 are
 * `{ message }`.) Answers are read leniently everywhere in the contract, so that a field can be added later.
 */
export const errorBody = z.object({
  error: z.object({
    type: z.enum(ERROR_TYPES),
    message: z.string().meta({ description: 'For people; may change. Never holds what the caller sent.' }),
    requestId: z.string(),
  }),
});

export type ErrorBody = z.infer<typeof errorBody>;
