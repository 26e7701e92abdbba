import * as z from 'zod/mini';
import { time } from './time.ts';

/**
 * What an erasure does, in its order. `recordErased`: the two-man-rule key, the auth factors and all else in the user's
 * record are gone. `detailsErased`: so is all else that is kept under the user's id, counts of codes and whom they know or block. `streamTokensRevoked`: no
 * token issued before is good at Stream; this is done as soon as an erasure is asked for, too. `leftChannels`: they are in no channel any more, so that
 * Stream deletes none together with them. `streamUserDeleted`: Stream says that the user, their messages and their files are gone.
 */
export const erasureStepName = z.enum([
  'recordErased',
  'detailsErased',
  'streamTokensRevoked',
  'leftChannels',
  'streamUserDeleted',
]);
export type ErasureStepName = z.infer<typeof erasureStepName>;

const erasureStep = z.object({
  name: z.string().check(
    z.meta({
      description: `One of ${erasureStepName.options.join(', ')}; later backends may have more.`,
      examples: erasureStepName.options,
    }),
  ),
  doneAt: time,
});

/** Who else holds something of a person. */
export const heldElsewhere = z.object({
  holder: z.string().check(z.meta({ examples: ['stream', 'seald', 'channelRegistry'] })),
  holds: z.string().check(z.meta({ description: 'For people; may change.' })),
});

/** Answer of `DELETE /me`; the same for every repeat once it is complete. Before, the steps still to be done are missing. */
export const erasureReceipt = z.object({
  receiptId: z.uuid().check(z.meta({ description: 'What to quote; made by the first call.' })),
  userId: z.string(),
  requestedAt: time,
  dueAt: time.check(
    z.meta({
      description:
        'When erasing begins. Until then nothing is gone, nobody can use the account, and `DELETE /me/erasure` keeps it.',
    }),
  ),
  completedAt: z.optional(time).check(z.meta({ description: 'Absent while a step is missing.' })),
  steps: z.array(erasureStep),
  left: z
    .array(heldElsewhere)
    .check(z.meta({ description: 'What is not erased, and where it is: the same in every receipt.' })),
});
export type ErasureReceipt = z.infer<typeof erasureReceipt>;

/** Answer of `DELETE /me/erasure`. */
export const keptAccount = z.object({
  userId: z.string(),
  isKept: z.literal(true).check(z.meta({ description: 'The account is not going to be erased.' })),
});
export type KeptAccount = z.infer<typeof keptAccount>;
