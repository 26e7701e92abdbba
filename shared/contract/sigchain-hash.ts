import * as z from 'zod';
import { chatUserId } from './channel.ts';
import { time } from './time.ts';

/** Hash of a block of a user's signature chain at Seald: hex SHA-256 (seald.md section 5). */
export const sigchainHash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

export const sigchainHashParams = z.strictObject({ userId: chatUserId });

/** What a user's own device registered last. */
export const registeredSigchain = z.object({ sigchainHash, registeredAt: time });

/** Answer of `GET /users/{userId}/sigchain-hash`. It names nobody, so that it is the same for all of whom nothing is told. */
export const sigchainHashResponse = z.object({
  registered: registeredSigchain.nullable().meta({
    description: 'Null when nothing is registered, and to those who share no channel with the user.',
  }),
});
export type SigchainHashResponse = z.infer<typeof sigchainHashResponse>;
