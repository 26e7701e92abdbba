import { type MemberResponse, mostMembers } from '../contract/channel.ts';
import { isPairId } from '../contract/pair-id.ts';
import { AppError } from './app-error.ts';
import { cidOf, demandEncryptedType } from './channel.ts';
import { markLacking } from './invitations.ts';
import {
  demandMemberChange,
  type MemberChange,
  type MemberChangeDeps,
  memberView,
} from './member-changes.ts';
import type { Peers } from './peers.ts';
import type { Seats } from './seats.ts';
import type { NewMember, StreamChannels } from './stream-channels.ts';

export type AddMemberDeps = MemberChangeDeps & {
  channels: Pick<StreamChannels, 'addMembers' | 'markInvited'>;
  peers: Pick<Peers, 'findBetween'>;
  seats: Seats;
};

/**
 * Adds somebody to a channel of the caller; as an invitation while the caller is a stranger to them. A repeat changes nothing. It gives no keys: those
 * come from the members' devices. However many are added at once, there are never more than `mostMembers`.
 * Throws `NOT_A_MEMBER`, `MEMBER_CHANGE_NOT_ALLOWED`, `MEMBER_NOT_FOUND`, `INVITATION_REFUSED`, `CHANNEL_IS_A_PAIR`, `TOO_MANY_MEMBERS`,
 * `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for a channel type that is not encrypted.
 */
export const addMember = async (deps: AddMemberDeps, change: MemberChange): Promise<MemberResponse> => {
  const { channel, callerId, userId } = change;
  demandEncryptedType(deps.encryptedChannelTypes, channel);
  if (isPairId(channel.channelId)) throw new AppError('CHANNEL_IS_A_PAIR');
  const [found, between] = await Promise.all([
    demandMemberChange(deps, change),
    deps.peers.findBetween(callerId, userId),
  ]);
  const members = found.map((member) => member.userId);
  if (!members.includes(userId)) {
    if (between.isErased) throw new AppError('MEMBER_NOT_FOUND');
    if (between.theirs === 'blocked') throw new AppError('INVITATION_REFUSED');
    await put(
      deps,
      change,
      members,
      between.theirs === 'contact' ? { userId } : { userId, invitedBy: callerId },
    );
  }
  return memberView(change, { isMember: true });
};

const put = async (
  { channels, seats }: AddMemberDeps,
  { channel }: MemberChange,
  members: readonly string[],
  newcomer: NewMember,
): Promise<void> => {
  const cid = cidOf(channel);
  const most = mostMembers(members, newcomer.userId);
  const seat = await seats.take(cid, { userId: newcomer.userId, members, most });
  if (!seat) throw new AppError('TOO_MANY_MEMBERS');
  try {
    await markLacking(channels, channel, [newcomer], await channels.addMembers(channel, [newcomer]));
  } catch (error) {
    if (error instanceof AppError && error.type === 'MEMBER_NOT_FOUND') await seats.giveBack(cid, seat);
    throw error;
  }
};
