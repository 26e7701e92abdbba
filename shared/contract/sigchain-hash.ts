import * as z from 'zod';
import { chatUserId } from './channel.ts';
import { time } from './time.ts';

/** Hash of a block of a user's signature chain at Seald: hex SHA-256 (seald.md section 5). */
export const sigchainHash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

export const sigchainHashParams = z.strictObject({ userId: chatUserId });

/** Answer of `GET /users/{userId}/sigchain-hash`: what that user's own device registered last. */
export const sigchainHashResponse = z.object({
  userId: z.string(),
  sigchainHash,
  registeredAt: time,
});
export type SigchainHashResponse = z.infer<typeof sigchainHashResponse>;
