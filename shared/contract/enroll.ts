import * as z from 'zod';

/** Answer of `POST /enroll`; asking again gives the same `enrolledAt`. */
export const enrollResponse = z.object({
  id: z.string(),
  isEnrolled: z.literal(true),
  enrolledAt: z.iso.datetime(),
});

export type EnrollResponse = z.infer<typeof enrollResponse>;
