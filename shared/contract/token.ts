import * as z from 'zod/mini';
import { time } from './time.ts';

/** Answer of `POST /token`: a Stream user token, when it ends, and the chat user id it is for. */
export const tokenResponse = z.object({
  accessToken: z.jwt(),
  expiresAt: time,
  userId: z
    .string()
    .check(z.meta({ description: 'Chat user id of the caller: the `user_id` inside the token.' })),
});

export type TokenResponse = z.infer<typeof tokenResponse>;
