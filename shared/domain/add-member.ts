import { MAX_MEMBERS, type MemberResponse } from '../contract/channel.ts';
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

export type AddMemberDeps = MemberChangeDeps & { channels: Pick<StreamChannels, 'addMember'> };

/**
 * Adds somebody to a channel of the caller. A repeat changes nothing. It gives no keys: those come from the members' devices.
 * Throws `NOT_A_MEMBER`, `MEMBER_CHANGE_NOT_ALLOWED`, `MEMBER_NOT_FOUND`, `TOO_MANY_MEMBERS`, `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for a
 * channel type that is not encrypted.
 */
export const addMember = async (deps: AddMemberDeps, change: MemberChange): Promise<MemberResponse> => {
  demandEncryptedType(deps.encryptedChannelTypes, change.channel);
  const { memberCount } = await demandMemberChange(deps, change);
  if (!(await isMember(deps, change))) {
    if (memberCount >= MAX_MEMBERS) throw new AppError('TOO_MANY_MEMBERS');
    await deps.channels.addMember(change.channel, change.userId);
  }
  return memberView(change, { isMember: true });
};
