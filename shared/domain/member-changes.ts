import type { MemberResponse } from '../contract/channel.ts';
import { AppError } from './app-error.ts';
import { type AllowedMembers, type ChannelName, cidOf } from './channel.ts';
import { mayAsOwner, type OwnerRightsDeps } from './owner-rights.ts';
import { type ChannelAtStream, findForCaller } from './stream-channels.ts';

export type MemberChangeDeps = OwnerRightsDeps & {
  encryptedChannelTypes: readonly string[];
  /** Who may do this to others: add them, or remove them. */
  allowed: AllowedMembers;
};

/** Who asks for a change, and whose membership it is about. */
export type MemberChange = { callerId: string; channel: ChannelName; userId: string };

/** Gives the channel as the caller sees it. Throws `NOT_A_MEMBER` unless the caller is in the channel, `MEMBER_CHANGE_NOT_ALLOWED` where the stage leaves it to its owner, or to who stands in for an owner that is gone. */
export const demandMemberChange = async (
  deps: MemberChangeDeps,
  { callerId, channel }: MemberChange,
): Promise<ChannelAtStream> => {
  const seen = await findForCaller(deps.channels, channel, callerId, { anew: true });
  if (!(await mayAsOwner(deps, deps.allowed, { channel, userId: callerId })))
    throw new AppError('MEMBER_CHANGE_NOT_ALLOWED');
  return seen;
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
