import type { Channel, StreamChat } from 'stream-chat';
import { findPair } from './conversations.ts';
import type { SecureChat } from './create-secure-chat.ts';
import { type ChannelDeps, type EncryptedChannel, openEncryptedChannel } from './encrypted-channel.ts';
import type { PreparedSession } from './epochs/first-epoch.ts';
import { SecureChatError } from './errors.ts';
import { makeChannel } from './make-channel.ts';
import type { MessagingApi } from './messaging-api.ts';
import type { OpenChannels } from './open-channels.ts';
import { splitCid } from './stream-client.ts';

export type ChannelDoors = Pick<SecureChat, 'createChannel' | 'openChannel' | 'startConversation'>;

export type ChannelDoorsDeps = {
  stream: StreamChat;
  channels: OpenChannels;
  encryptedChannelTypes: readonly string[];
  /** Asked before each opening. Throws `SecureChatError` `NOT_READY`. */
  channelDeps: () => Promise<ChannelDeps & { api: Pick<MessagingApi, 'createChannel'> }>;
};

/** The ways to an open encrypted channel; see `SecureChat`. */
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
