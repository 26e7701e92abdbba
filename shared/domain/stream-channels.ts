import type { HistoryPolicy } from '../contract/channel.ts';
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
  /** Makes the channel unless it is there, then nothing of it is changed. Throws `MEMBER_NOT_FOUND`. */
  create: (
    channel: ChannelName,
    data: { members: readonly string[]; history: HistoryPolicy },
  ) => Promise<void>;
  /** Writes the current session into the channel's data. */
  nameEncryptionSession: (
    channel: ChannelName,
    named: { encryptionSessionId: string; epoch: number },
  ) => Promise<void>;
  /** Throws `MEMBER_NOT_FOUND` for somebody unknown to Stream. */
  addMember: (channel: ChannelName, userId: string) => Promise<void>;
  removeMember: (channel: ChannelName, userId: string) => Promise<void>;
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
