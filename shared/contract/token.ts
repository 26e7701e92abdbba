import * as z from 'zod';

/** Answer of `POST /token`: a Stream user token, when it ends, and the chat user id it is for. */
export const tokenResponse = z.object({
  accessToken: z.jwt(),
  expiresAt: z.iso.datetime(),
  userId: z.string().meta({ description: 'Chat user id of the caller: the `user_id` inside the token.' }),
});

export type TokenResponse = z.infer<typeof tokenResponse>;
