import * as z from 'zod/mini';
import { authorKey, authorKeyClaim } from './author-key.ts';
import { chatUserId } from './channel.ts';
import { sigchainHash } from './sigchain-hash.ts';
import { time } from './time.ts';

export const sigchainHashParams = z.strictObject({ userId: chatUserId });

/** What a user's own device registered last, of the identity that is theirs now; of each part, if any. */
export const registeredSigchain = z.object({
  sigchainHash: z.optional(sigchainHash).check(
    z.meta({
      description: 'Absent as long as no device has registered one of this identity.',
    }),
  ),
  registeredAt: z.optional(time).check(z.meta({ description: 'Of the hash.' })),
  author: z
    .optional(authorKeyClaim)
    .check(z.meta({ description: "The key that the user's devices sign with." })),
  formerAuthorKeys: z.optional(z.array(authorKey)).check(
    z.meta({
      description: 'Keys of identities that the user had before: what they wrote with them stays theirs.',
    }),
  ),
});

export type RegisteredSigchain = z.infer<typeof registeredSigchain>;

/** Answer of `GET /users/{userId}/sigchain-hash`. It names nobody, so that it is the same for all of whom nothing is told. */
export const sigchainHashResponse = z.object({
  registered: z.nullable(registeredSigchain).check(
    z.meta({
      description: 'Null when nothing is registered, and to those who share no channel with the user.',
    }),
  ),
});
export type SigchainHashResponse = z.infer<typeof sigchainHashResponse>;
