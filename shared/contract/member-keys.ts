import * as z from 'zod/mini';
import { chatUserId } from './channel.ts';
import { registeredSigchain } from './registered-sigchain.ts';

/** As many as DynamoDB reads at once (BatchGetItem). */
export const MEMBERS_A_CALL = 100;

/** Of whoever asks, so many are counted at least: a large channel's members take ten calls of Stream to find. */
export const LEAST_COUNTED = 10;

/** Body of `POST /channels/{channelType}/{channelId}/member-keys`. */
export const memberKeysRequest = z.strictObject({
  userIds: z.array(chatUserId).check(
    z.minLength(1),
    z.maxLength(MEMBERS_A_CALL),
    z.meta({
      description: 'Chat user ids. Each is taken from the budget `keys`, ten at least.',
    }),
  ),
});

/** Answer: those of them who are members and of whom there is anything to tell, each once. */
export const memberKeysResponse = z.object({
  registered: z.array(z.extend(registeredSigchain, { userId: z.string() })),
});
export type MemberKeysResponse = z.infer<typeof memberKeysResponse>;
