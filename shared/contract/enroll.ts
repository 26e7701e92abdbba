import * as z from 'zod/mini';
import { sealdAccount } from './enrolment.ts';
import { sigchainHash } from './sigchain-hash.ts';
import { time } from './time.ts';

/**
 * Body of `POST /enroll`. Only the identity that `PUT /me/identity` has noted as saved is taken, at the first time and ever after. A hash sent again, or a
 * later one of the same identity, replaces the one registered: the newest device knows best.
 */
export const enrollRequest = z.strictObject({
  account: sealdAccount,
  sigchainHash: z.optional(sigchainHash).check(
    z.meta({
      description: "Head of the caller's own signature chain: others compare it with what Seald tells them.",
    }),
  ),
});
export type EnrollRequest = z.infer<typeof enrollRequest>;

/** Answer of `POST /enroll`; asking again gives the same `enrolledAt`. */
export const enrollResponse = z.object({
  id: z.string(),
  isEnrolled: z.literal(true),
  enrolledAt: time,
});

export type EnrollResponse = z.infer<typeof enrollResponse>;
