import type { MemberResponse } from '../contract/channel.ts';
import { isPairId } from '../contract/pair-id.ts';
import { AppError } from './app-error.ts';
import { demandEncryptedType } from './channel.ts';
import {
  demandMemberChange,
  isMember,
  type MemberChange,
  type MemberChangeDeps,
  memberView,
} from './member-changes.ts';
import type { StreamChannels } from './stream-channels.ts';

export type RemoveMemberDeps = MemberChangeDeps & {
  channels: Pick<StreamChannels, 'removeMembers' | 'markLeaving'>;
};

/**
 * Removes somebody from a channel of the caller, or takes the caller out, which is always allowed. Stream tells of both in the same way, so it is marked before, for the
 * caller's other devices, that the caller leaves. A repeat changes
 * nothing; whoever left already gets the same answer, and so does somebody who was never in, so that it tells nothing.
 * Throws `NOT_A_MEMBER`, `MEMBER_CHANGE_NOT_ALLOWED`, `CHANNEL_IS_A_PAIR`, `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for a channel type that is
 * not encrypted.
 */
export const removeMember = async (deps: RemoveMemberDeps, change: MemberChange): Promise<MemberResponse> => {
  demandEncryptedType(deps.encryptedChannelTypes, change.channel);
  const { channels } = deps;
  const isLeaving = change.callerId === change.userId;
  if (!isLeaving) {
    if (isPairId(change.channel.channelId)) throw new AppError('CHANNEL_IS_A_PAIR');
    await demandMemberChange(deps, change);
  }
  if (await isMember(deps, change)) {
    if (isLeaving) await channels.markLeaving(change.channel, change.userId);
    await channels.removeMembers(change.channel, [change.userId]);
  }
  return memberView(change, { isMember: false });
};
