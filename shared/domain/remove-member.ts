import type { MemberResponse } from '../contract/channel.ts';
import { demandEncryptedType } from './channel.ts';
import {
  demandMemberChange,
  isMember,
  type MemberChange,
  type MemberChangeDeps,
  memberView,
} from './member-changes.ts';
import type { StreamChannels } from './stream-channels.ts';

export type RemoveMemberDeps = MemberChangeDeps & { channels: Pick<StreamChannels, 'removeMember'> };

/**
 * Removes somebody from a channel of the caller, or takes the caller out, which is always allowed. A repeat changes
 * nothing; whoever left already gets the same answer, and so does somebody who was never in, so that it tells nothing.
 * Throws `NOT_A_MEMBER`, `MEMBER_CHANGE_NOT_ALLOWED`, `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for a channel type that is
 * not encrypted.
 */
export const removeMember = async (deps: RemoveMemberDeps, change: MemberChange): Promise<MemberResponse> => {
  demandEncryptedType(deps.encryptedChannelTypes, change.channel);
  if (change.callerId !== change.userId) await demandMemberChange(deps, change);
  if (await isMember(deps, change)) await deps.channels.removeMember(change.channel, change.userId);
  return memberView(change, { isMember: false });
};
