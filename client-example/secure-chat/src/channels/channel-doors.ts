import type { Channel, StreamChat } from 'stream-chat';
import type { HistoryPolicy } from '../../../../shared/contract/channel.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import type { PreparedSession } from '../epochs/first-epoch.ts';
import { SecureChatError } from '../errors.ts';
import { splitCid } from '../stream/cid.ts';
import { findPair } from '../stream/conversations.ts';
import { type ChannelDeps, type EncryptedChannel, openEncryptedChannel } from './encrypted-channel.ts';
import { makeChannel } from './make-channel.ts';
import type { OpenChannels } from './open-channels.ts';

/** The ways to an open encrypted channel. */
export type ChannelDoors = {
  /**
   * Makes an encrypted channel with these chat users and oneself and opens it; opens it when it is there already.
   * Throws `MembersNotEnrolledError`, `SecureChatError` and what Stream throws. Needs `connect` and a `ready` onboarding.
   */
  createChannel: (channel: {
    type: string;
    id: string;
    members: readonly string[];
    /** What people added later may read; `fromNowOn` unless told. */
    history?: HistoryPolicy | undefined;
  }) => Promise<EncryptedChannel>;
  /** Opens a channel by `type:id`. Throws as `createChannel` does. */
  openChannel: (cid: string) => Promise<EncryptedChannel>;
  /**
   * Opens a conversation with these chat users in the first encrypted channel type: with one person the channel that
   * the two have already, else a new one with this history policy. Throws as `createChannel` does.
   */
  startConversation: (
    userIds: string | readonly string[],
    options?: { history?: HistoryPolicy | undefined },
  ) => Promise<EncryptedChannel>;
};

export type ChannelDoorsDeps = {
  stream: StreamChat;
  channels: OpenChannels;
  encryptedChannelTypes: readonly string[];
  /** Asked before each opening. Throws `SecureChatError` `NOT_READY`. */
  channelDeps: () => Promise<ChannelDeps & { api: Pick<MessagingApi, 'createChannel'> }>;
};

/** Opens each channel once, however it is asked for. */
export const createChannelDoors = (deps: ChannelDoorsDeps): ChannelDoors => {
  const { stream, channels, encryptedChannelTypes, channelDeps } = deps;
  const open = (
    opening: ChannelDeps,
    channel: Channel,
    prepared?: PreparedSession,
  ): Promise<EncryptedChannel> =>
    channels.open(channel, () => openEncryptedChannel(opening, channel, prepared));
  const createChannel: ChannelDoors['createChannel'] = async (wanted) => {
    const opening = await channelDeps();
    const { channel, prepared } = await makeChannel(opening, stream, wanted);
    return open(opening, channel, prepared);
  };
  const openChannel: ChannelDoors['openChannel'] = async (cid) => {
    const opening = await channelDeps();
    const [type = '', id = ''] = splitCid(cid);
    return open(opening, stream.channel(type, id));
  };
  const startConversation: ChannelDoors['startConversation'] = async (userIds, { history } = {}) => {
    const [type] = encryptedChannelTypes;
    if (!type) throw new SecureChatError('WRONG_CONFIGURATION');
    const { userId, newId } = await channelDeps();
    const others = [...new Set([userIds].flat())].filter((id) => id !== userId);
    const [only] = others;
    const cid = only && others.length === 1 ? await findPair(stream, type, [userId, only]) : null;
    return cid ? openChannel(cid) : createChannel({ type, id: newId(), members: others, history });
  };
  return { createChannel, openChannel, startConversation };
};
