import * as z from 'zod';
import { demandNotDeleted } from './deleted-users.ts';
import { StreamError } from './errors.ts';
import type { StoredMember } from './stored.ts';
import type { Caller } from './tokens.ts';
import { customPart } from './v1/custom-fields.ts';
import { memberFields } from './v1/encode-channel.ts';
import type { World } from './world.ts';

/**
 * A member as clients name one: an id, or an object with a role and custom fields (getstream.io/chat/docs, "Channel Members": at creation and when adding
 * alike).
 */
export const memberInput = z.union([
  z.string(),
  z.looseObject({ user_id: z.string(), channel_role: z.string().optional() }),
]);
export type MemberInput = z.output<typeof memberInput>;

/** A member as sent. Throws code 4 when the user does not exist, code 16 when it was deleted, code 17 when a user token sets a role. */
export const newMember = (world: World, caller: Caller, input: MemberInput): StoredMember => {
  const sent = typeof input === 'string' ? { user_id: input } : input;
  demandNotDeleted(world, sent.user_id);
  if (!world.state.users.has(sent.user_id))
    throw new StreamError('input', 'a member does not exist as a user');
  if (sent.channel_role !== undefined && caller.kind === 'user')
    throw new StreamError('notAllowed', 'channel roles can only be set server-side');
  const now = world.now();
  return {
    userId: sent.user_id,
    channelRole: sent.channel_role ?? 'channel_member',
    createdAt: now,
    updatedAt: now,
    custom: world.faults.get().memberFields === 'dropped' ? {} : customPart(sent, memberFields),
  };
};
