import type { ChannelKind, HistoryPolicy } from '../contract/channel.ts';
import { AppError } from './app-error.ts';
import { type ChannelName, cidOf } from './channel.ts';

/** A channel as Stream shows it to one of its members. */
export type ChannelAtStream = {
  /** What its data name as the current encryption session and epoch, if anything. */
  encryptionSessionId: string | undefined;
  epoch: number | undefined;
  memberCount: number;
  /** False when remembered from an earlier call. */
  isFresh: boolean;
};

/** A member of a channel, as Stream shows them. */
export type ChannelMember = {
  userId: string;
  joinedAt: string;
  /** Who put them in, while they have not accepted it. */
  invitedBy?: string | undefined;
};
export type NewMember = Pick<ChannelMember, 'userId' | 'invitedBy'>;

/** As many members as Stream takes and gives at a time (stream.md section 6). */
export const MEMBERS_AT_ONCE = 100;

/** What is asked of Stream with a server token. Every call throws `STREAM_UNAVAILABLE` when Stream does not do it, and is safe to repeat. */
export type StreamChannels = {
  /**
   * The channel if the user is a member of it; null for any other channel, there or not. May be some seconds old
   * unless asked for `anew`.
   */
  findForMember: (
    cid: string,
    userId: string,
    options?: { anew?: boolean },
  ) => Promise<ChannelAtStream | null>;
  exists: (cid: string) => Promise<boolean>;
  /** The members as they are at this moment, in one call for each hundred; null where there is no such channel. */
  findMembers: (cid: string) => Promise<ChannelMember[] | null>;
  /** Those of these channels that the user is in, as it is at this moment; thirty at most. */
  findAmong: (cids: readonly string[], userId: string) => Promise<string[]>;
  /**
   * Makes the channel unless it is there, then nothing of it is changed but that more than a hundred members are put in. Gives its members, as Stream tells them. Throws
   * `MEMBER_NOT_FOUND`; then it is not made.
   */
  create: (
    channel: ChannelName,
    data: { members: readonly NewMember[]; history: HistoryPolicy; kind: ChannelKind },
  ) => Promise<ChannelMember[]>;
  /** Writes the current session into the channel's data. */
  nameEncryptionSession: (
    channel: ChannelName,
    named: { encryptionSessionId: string; epoch: number },
  ) => Promise<void>;
  /** Adds all of them or none, of each hundred; who is a member stays as they are. Gives the members that Stream tells of. Throws `MEMBER_NOT_FOUND` for somebody unknown to Stream. */
  addMembers: (channel: ChannelName, members: readonly NewMember[]) => Promise<ChannelMember[]>;
  removeMembers: (channel: ChannelName, userIds: readonly string[]) => Promise<void>;
  /** Says of a member who invited them, or that it is accepted. Without effect for somebody who is none. */
  markInvited: (channel: ChannelName, userId: string, invitedBy: string | null) => Promise<void>;
  /** Says of a member that they are about to leave of their own accord. Without effect for somebody who is none. */
  markLeaving: (channel: ChannelName, userId: string) => Promise<void>;
  shareChannel: (userId: string, otherId: string) => Promise<boolean>;
};

/**
 * The channel as the caller sees it. Throws `NOT_A_MEMBER`, also where there is no such channel: nobody can learn which
 * channels there are.
 */
export const findForCaller = async (
  channels: Pick<StreamChannels, 'findForMember'>,
  channel: ChannelName,
  userId: string,
  options: { anew: boolean },
): Promise<ChannelAtStream> => {
  const seen = await channels.findForMember(cidOf(channel), userId, options);
  if (!seen) throw new AppError('NOT_A_MEMBER');
  return seen;
};
