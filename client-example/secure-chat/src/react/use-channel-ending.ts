import { useCallback, useEffect, useState } from 'react';
import type { Channel, Event } from 'stream-chat';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { timeOf } from '../stream/time-of.ts';
import { useShared } from './secure-chat-context.ts';

export type ChannelEnding = 'removed' | 'deleted' | 'left';

const ENDINGS: Record<string, ChannelEnding> = {
  'notification.removed_from_channel': 'removed',
  'member.removed': 'removed',
  'channel.deleted': 'deleted',
  'notification.channel_deleted': 'deleted',
};

/**
 * Whether this user has lost the channel while it is open. Stream's channel object throws on use from then on. Stream does not say who took them out: the backend marks who
 * leaves, here or on another device.
 */
export const useChannelEnding = (channel: Channel | undefined): ChannelEnding | null => {
  const { chat, openChannels, leaving } = useShared();
  const [ended, setEnded] = useState<{ channel: Channel; how: ChannelEnding } | null>(null);
  useEffect(() => {
    if (!channel) return;
    const { cid } = channel;
    const { unsubscribe } = chat.stream.on((event: Event) => {
      const how = ENDINGS[event.type];
      if (!how || event.cid !== cid) return;
      if (event.type === 'member.removed' && idOfMember(event) !== chat.stream.userID) return;
      openChannels.forget(cid);
      const isOwn = leaving.delete(cid) || (how === 'removed' && isMarked(event));
      const ending = { channel, how: isOwn ? ('left' as const) : how };
      setEnded((before) => (before?.channel === channel ? before : ending)); // one end, several events
    });
    return unsubscribe;
  }, [channel, chat, openChannels, leaving]);
  return ended && ended.channel === channel ? ended.how : null;
};

/** The backend takes a member out right after the mark. Where that failed the mark stays, and a later removal is another's doing. */
const MARK_LASTS_MS = 60_000;

const isMarked = ({ member, created_at }: Event): boolean => {
  if (member?.leaving !== true) return false;
  const marked = new Date(member.updated_at ?? Number.NaN).getTime();
  return !(timeOf({ created_at }) - marked > MARK_LASTS_MS); // not known counts as now
};

/** Leaves a channel, so that {@link useChannelEnding} says `left`: Stream tells of the end before the call is answered. */
export const useLeaveChannel = ({
  cid,
  leave,
}: Pick<EncryptedChannel, 'cid' | 'leave'>): (() => Promise<void>) => {
  const { leaving } = useShared();
  return useCallback(async () => {
    leaving.add(cid);
    try {
      await leave();
    } catch (error) {
      leaving.delete(cid);
      throw error;
    }
  }, [cid, leave, leaving]);
};

const idOfMember = ({ member }: Event): string | undefined => member?.user_id ?? member?.user?.id;
