import type { Channel, StreamChat } from 'stream-chat';
import type { HistoryPolicy } from '../../../../shared/contract/channel.ts';
import { splitCid } from '../../../../shared/contract/split-cid.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import type { Opening } from '../epochs/epoch-keeper.ts';
import { SecureChatError } from '../errors.ts';
import { type ChannelDeps, type EncryptedChannel, openEncryptedChannel } from './encrypted-channel.ts';
import { makeChannel } from './make-channel.ts';
import { makePair } from './make-pair.ts';
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
  /**
   * Opens a channel by `type:id`. `quietly`, for a row of a list: what this device trusts already is taken, and the registry is asked only when
   * somebody attends to the channel, writes, or reads what needs it. Throws as `createChannel` does.
   */
  openChannel: (cid: string, options?: { quietly?: boolean | undefined }) => Promise<EncryptedChannel>;
  /**
   * Opens a conversation with these chat users in the first encrypted channel type. With one person it is the one conversation of the two, whoever
   * began it and on however many devices; it is shown again if it was hidden, and entered again if one had left. Else a new group with this history policy.
   * Throws as `createChannel` does, and `SecureChatError` `WRONG_PAIR`.
   */
  startConversation: (
    userIds: string | readonly string[],
    options?: {
      history?: HistoryPolicy | undefined;
      /** A new group also with one person, so that others can be added later. */
      asGroup?: boolean | undefined;
    },
  ) => Promise<EncryptedChannel>;
};

export type ChannelDoorsDeps = {
  stream: StreamChat;
  channels: OpenChannels;
  encryptedChannelTypes: readonly string[];
  /** Asked before each opening. Throws `SecureChatError` `NOT_READY`. */
  channelDeps: () => Promise<ChannelDeps & { api: Pick<MessagingApi, 'createChannel' | 'startPair'> }>;
};

/** Opens each channel once, however it is asked for. */
export const createChannelDoors = (deps: ChannelDoorsDeps): ChannelDoors => {
  const { stream, channels, encryptedChannelTypes, channelDeps } = deps;
  const open = (deps: ChannelDeps, channel: Channel, opening: Opening): Promise<EncryptedChannel> =>
    channels.open(channel, () => openEncryptedChannel(deps, channel, opening));
  const createChannel: ChannelDoors['createChannel'] = async (wanted) => {
    const opening = await channelDeps();
    const { channel, prepared } = await makeChannel(opening, stream, wanted);
    return open(opening, channel, { prepared });
  };
  const openChannel: ChannelDoors['openChannel'] = async (cid, { quietly = false } = {}) => {
    const opening = await channelDeps();
    const [type = '', id = ''] = splitCid(cid);
    const opened = await open(opening, stream.channel(type, id), { quietly });
    if (!quietly) opened.attend()(); // it may have been opened quietly before
    return opened;
  };
  const startPair = async (type: string, other: string): Promise<EncryptedChannel> => {
    const opening = await channelDeps();
    const { channel, prepared } = await makePair(opening, stream, type, other);
    const opened = await open(opening, channel, { prepared });
    await opened.accept(); // it may be an invitation of the other's
    opened.attend()(); // it may have been opened quietly before
    return opened;
  };
  const startConversation: ChannelDoors['startConversation'] = async (
    userIds,
    { history, asGroup = false } = {},
  ) => {
    const [type] = encryptedChannelTypes;
    if (!type) throw new SecureChatError('WRONG_CONFIGURATION');
    const { userId, newId } = await channelDeps();
    const others = [...new Set([userIds].flat())].filter((id) => id !== userId);
    const [only, ...more] = others;
    if (only && more.length === 0 && !asGroup) return startPair(type, only);
    return createChannel({ type, id: newId(), members: others, history });
  };
  return { createChannel, openChannel, startConversation };
};
