import { type AllowedMembers, type ChannelName, cidOf } from './channel.ts';
import { type EncryptionSessionRegistry, ownerOf } from './encryption-session-registry.ts';
import type { ChannelMember, StreamChannels } from './stream-channels.ts';

export type OwnerRightsDeps = {
  registry: Pick<EncryptionSessionRegistry, 'findRecord' | 'findEpoch'>;
  channels: Pick<StreamChannels, 'findForMember' | 'findMembers'>;
};

type Asking = { channel: ChannelName; userId: string };

type Standing = 'owner' | 'ownerIsGone' | 'none';

const standingOf = async (
  {
    registry,
    channels,
  }: Pick<OwnerRightsDeps, 'registry'> & { channels: Pick<StreamChannels, 'findForMember'> },
  { channel, userId }: Asking,
): Promise<Standing> => {
  const owner = await ownerOf(registry, cidOf(channel));
  if (owner === null) return 'none';
  if (owner === userId) return 'owner';
  const seen = await channels.findForMember(cidOf(channel), owner, { anew: true });
  return seen ? 'none' : 'ownerIsGone';
};

/**
 * Whether a member of a channel may start an epoch where the stage leaves that to these. With the owner gone it is every member: without an epoch
 * after a departure nobody could ever write again. Throws `STREAM_UNAVAILABLE`.
 */
export const mayRekey = async (
  deps: Parameters<typeof standingOf>[0],
  allowed: AllowedMembers,
  asking: Asking,
): Promise<boolean> => allowed === 'anyMember' || (await standingOf(deps, asking)) !== 'none';

/**
 * Whether a member of a channel may do to others what the stage leaves to these. With the owner gone it is the member who is in it longest and
 * is no invitation: one, so that not everybody can remove everybody. Throws `STREAM_UNAVAILABLE`.
 */
export const mayAsOwner = async (
  deps: OwnerRightsDeps,
  allowed: AllowedMembers,
  asking: Asking,
): Promise<boolean> => {
  if (allowed === 'anyMember') return true;
  const standing = await standingOf(deps, asking);
  if (standing !== 'ownerIsGone') return standing === 'owner';
  const members = (await deps.channels.findMembers(cidOf(asking.channel))) ?? [];
  return longestIn(members)?.userId === asking.userId;
};

const longestIn = (members: readonly ChannelMember[]): ChannelMember | undefined =>
  members
    .filter(({ invitedBy }) => invitedBy === undefined)
    .sort(
      (one, other) =>
        Date.parse(one.joinedAt) - Date.parse(other.joinedAt) || (one.userId < other.userId ? -1 : 1),
    )[0];
