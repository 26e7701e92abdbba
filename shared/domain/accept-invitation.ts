import type { MemberResponse } from '../contract/channel.ts';
import { AppError } from './app-error.ts';
import { type ChannelName, cidOf, demandEncryptedType } from './channel.ts';
import type { Peers } from './peers.ts';
import type { StreamChannels } from './stream-channels.ts';

export type AcceptInvitationDeps = {
  channels: Pick<StreamChannels, 'findMembers' | 'markInvited'>;
  peers: Pick<Peers, 'noteContact'>;
  encryptedChannelTypes: readonly string[];
  now: () => Date;
};

/**
 * Accepts that a stranger put the caller into a channel: the mark goes, and who did it becomes a contact, first, so that a repeat makes up for a
 * call that broke off. For a member who is no invitation nothing changes, and so for a repeat. Throws `NOT_A_MEMBER`, `STREAM_UNAVAILABLE`,
 * and `INVALID_REQUEST` for a channel type that is not encrypted.
 */
export const acceptInvitation = async (
  { channels, peers, encryptedChannelTypes, now }: AcceptInvitationDeps,
  callerId: string,
  channel: ChannelName,
): Promise<MemberResponse> => {
  demandEncryptedType(encryptedChannelTypes, channel);
  const members = (await channels.findMembers(cidOf(channel))) ?? [];
  const own = members.find(({ userId }) => userId === callerId);
  if (!own) throw new AppError('NOT_A_MEMBER');
  if (own.invitedBy !== undefined) {
    await peers.noteContact(callerId, own.invitedBy, now().toISOString());
    await channels.markInvited(channel, callerId, null);
  }
  return { cid: cidOf(channel), userId: callerId, isMember: true };
};
