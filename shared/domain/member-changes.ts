import type { MemberResponse } from '../contract/channel.ts';
import { AppError } from './app-error.ts';
import { type AllowedMembers, type ChannelName, cidOf } from './channel.ts';
import { mayAsOwner, type OwnerRightsDeps } from './owner-rights.ts';
import { type ChannelMember, findForCaller } from './stream-channels.ts';

export type MemberChangeDeps = OwnerRightsDeps & {
  encryptedChannelTypes: readonly string[];
  /** Who may do this to others: add them, or remove them. */
  allowed: AllowedMembers;
};

/** Who asks for a change, and whose membership it is about. */
export type MemberChange = { callerId: string; channel: ChannelName; userId: string };

/**
 * Gives the members. Throws `NOT_A_MEMBER` unless the caller is in the channel, and `MEMBER_CHANGE_NOT_ALLOWED` where the stage
 * leaves it to its owner, or to who stands in for an owner that is gone, and for a caller who has not accepted their invitation.
 */
export const demandMemberChange = async (
  deps: MemberChangeDeps,
  { callerId, channel }: MemberChange,
): Promise<ChannelMember[]> => {
  const members = (await deps.channels.findMembers(cidOf(channel))) ?? [];
  if (!members.some(({ userId }) => userId === callerId))
    await findForCaller(deps.channels, channel, callerId, { anew: true });
  if (!(await mayAsOwner(deps, deps.allowed, { channel, userId: callerId, members })))
    throw new AppError('MEMBER_CHANGE_NOT_ALLOWED');
  return members;
};

/** Whether the person a change is about is a member at this moment. */
export const isMember = async (
  { channels }: MemberChangeDeps,
  { channel, userId }: MemberChange,
): Promise<boolean> => (await channels.findForMember(cidOf(channel), userId, { anew: true })) !== null;

export const memberView = (
  { channel, userId }: MemberChange,
  state: Pick<MemberResponse, 'isMember'>,
): MemberResponse => ({ cid: cidOf(channel), userId, ...state });
