import * as z from 'zod';

/** Answer of `POST /token`: a Stream user token for the caller, and when it ends. */
export const tokenResponse = z.object({
  accessToken: z.jwt(),
  expiresAt: z.iso.datetime(),
});

export type TokenResponse = z.infer<typeof tokenResponse>;
