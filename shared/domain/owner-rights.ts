import { type AllowedMembers, type ChannelName, cidOf } from './channel.ts';
import { type EncryptionSessionRegistry, ownerOf } from './encryption-session-registry.ts';
import type { StreamChannels } from './stream-channels.ts';

export type OwnerRightsDeps = {
  registry: Pick<EncryptionSessionRegistry, 'findRecord' | 'findEpoch'>;
  channels: Pick<StreamChannels, 'findForMember'>;
};

/**
 * Whether a member of a channel may do what the stage leaves to these. With the owner gone it is every member: without an epoch after a
 * departure nobody could ever write again. Throws `STREAM_UNAVAILABLE`.
 */
export const isAllowed = async (
  { registry, channels }: OwnerRightsDeps,
  allowed: AllowedMembers,
  { channel, userId }: { channel: ChannelName; userId: string },
): Promise<boolean> => {
  if (allowed === 'anyMember') return true;
  const owner = await ownerOf(registry, cidOf(channel));
  if (owner === null || owner === userId) return owner === userId;
  return (await channels.findForMember(cidOf(channel), owner, { anew: true })) === null;
};
