import * as z from 'zod';
import { sigchainHash } from './sigchain-hash.ts';
import { time } from './time.ts';

/** Body of `POST /enroll`. A hash sent again, or another one, replaces the one registered: the newest device knows best. */
export const enrollRequest = z.strictObject({
  sigchainHash: sigchainHash.optional().meta({
    description: "Head of the caller's own signature chain: others compare it with what Seald tells them.",
  }),
});
export type EnrollRequest = z.infer<typeof enrollRequest>;

/** Answer of `POST /enroll`; asking again gives the same `enrolledAt`. */
export const enrollResponse = z.object({
  id: z.string(),
  isEnrolled: z.literal(true),
  enrolledAt: time,
});

export type EnrollResponse = z.infer<typeof enrollResponse>;
