import * as z from 'zod';
import { time } from './time.ts';

/**
 * What an erasure does, in its order. `recordErased`: the two-man-rule key, the auth factors and all else in the user's
 * record are gone. `challengeCountsErased`: so are the counts of codes sent. `peersErased`:
 * so are contacts and blocks. `streamTokensRevoked`: no token issued before
 * is good at Stream. `streamUserDeleted`: Stream says that the user, their messages and their files are gone.
 */
export const erasureStepName = z.enum([
  'recordErased',
  'challengeCountsErased',
  'peersErased',
  'streamTokensRevoked',
  'streamUserDeleted',
]);
export type ErasureStepName = z.infer<typeof erasureStepName>;

const erasureStep = z.object({
  name: z.string().meta({
    description: `One of ${erasureStepName.options.join(', ')}; later backends may have more.`,
    examples: erasureStepName.options,
  }),
  doneAt: time,
});

/** Who else holds something of a person. */
export const heldElsewhere = z.object({
  holder: z.string().meta({ examples: ['stream', 'seald', 'channelRegistry'] }),
  holds: z.string().meta({ description: 'For people; may change.' }),
});

/** Answer of `DELETE /me`; the same for every repeat once it is complete. Before, the steps still to be done are missing. */
export const erasureReceipt = z.object({
  receiptId: z.uuid().meta({ description: 'What to quote; made by the first call.' }),
  userId: z.string(),
  requestedAt: time,
  completedAt: time.optional().meta({ description: 'Absent while a step is missing: call again to go on.' }),
  steps: z.array(erasureStep),
  left: z
    .array(heldElsewhere)
    .meta({ description: 'What is not erased, and where it is: the same in every receipt.' }),
});
export type ErasureReceipt = z.infer<typeof erasureReceipt>;
