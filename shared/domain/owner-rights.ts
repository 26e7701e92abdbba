import { type AllowedMembers, type ChannelName, cidOf } from './channel.ts';
import { type EncryptionSessionRegistry, ownerOf } from './encryption-session-registry.ts';
import type { ChannelMember, StreamChannels } from './stream-channels.ts';

export type OwnerRightsDeps = {
  registry: Pick<EncryptionSessionRegistry, 'findRecord' | 'findEpoch'>;
  channels: Pick<StreamChannels, 'findForMember' | 'findMembers'>;
};

type Asking = { channel: ChannelName; userId: string };

/**
 * Whether a member of a channel may start an epoch where the stage leaves that to these. With the owner gone it is every member: without an epoch
 * after a departure nobody could ever write again. Throws `STREAM_UNAVAILABLE`.
 */
export const mayRekey = async (
  deps: OwnerRightsDeps,
  allowed: AllowedMembers,
  { channel, userId }: Asking,
): Promise<boolean> => {
  if (allowed === 'anyMember') return true;
  const owner = await ownerOf(deps.registry, cidOf(channel));
  if (owner === null || owner === userId) return owner !== null;
  return isGone(deps, channel, { owner, members: await deps.channels.findMembers(cidOf(channel)) });
};

/**
 * Whether one of these members of a channel may do to others what the stage leaves to these; nobody may who is an invitation. With the owner gone it
 * is the member who is in it longest: one, so that not everybody can remove everybody. Throws `STREAM_UNAVAILABLE`.
 */
export const mayAsOwner = async (
  deps: OwnerRightsDeps,
  allowed: AllowedMembers,
  { channel, userId, members }: Asking & { members: readonly ChannelMember[] },
): Promise<boolean> => {
  if (members.some((member) => member.userId === userId && isInvited(member))) return false;
  if (allowed === 'anyMember') return true;
  const owner = await ownerOf(deps.registry, cidOf(channel));
  if (owner === null || owner === userId) return owner !== null;
  return longestIn(members)?.userId === userId && (await isGone(deps, channel, { owner, members }));
};

/** Gone is an owner too who was invited back and has not accepted: so nobody can take a channel's rights away by inviting them. */
const isGone = async (
  { channels }: Pick<OwnerRightsDeps, 'channels'>,
  channel: ChannelName,
  { owner, members }: { owner: string; members: readonly ChannelMember[] | null },
): Promise<boolean> => {
  const listed = members?.find(({ userId }) => userId === owner);
  if (listed) return isInvited(listed);
  return (await channels.findForMember(cidOf(channel), owner, { anew: true })) === null;
};

const isInvited = ({ invitedBy }: ChannelMember): boolean => invitedBy !== undefined;

const longestIn = (members: readonly ChannelMember[]): ChannelMember | undefined =>
  members
    .filter((member) => !isInvited(member))
    .sort(
      (one, other) =>
        Date.parse(one.joinedAt) - Date.parse(other.joinedAt) || (one.userId < other.userId ? -1 : 1),
    )[0];
