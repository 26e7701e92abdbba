import * as z from 'zod';
import { sigchainHash } from './sigchain-hash.ts';

/** Body of `POST /enroll`. A hash sent again, or another one, replaces the one registered: the newest device knows best. */
export const enrollRequest = z.strictObject({
  /** Head of the caller's own signature chain: others compare it with what Seald tells them. */
  sigchainHash: sigchainHash.optional(),
});
export type EnrollRequest = z.infer<typeof enrollRequest>;

/** Answer of `POST /enroll`; asking again gives the same `enrolledAt`. */
export const enrollResponse = z.object({
  id: z.string(),
  isEnrolled: z.literal(true),
  enrolledAt: z.iso.datetime(),
});

export type EnrollResponse = z.infer<typeof enrollResponse>;
