import { useEffect, useState } from 'react';
import type { Channel, Event } from 'stream-chat';
import { useChatServices } from '../chat-services.tsx';

export type Removal = 'removed' | 'deleted' | 'left';

const ENDINGS: Record<string, Removal> = {
  'notification.removed_from_channel': 'removed',
  'member.removed': 'removed',
  'channel.deleted': 'deleted',
  'notification.channel_deleted': 'deleted',
};

/** Whether this user has lost the channel while it is open. The vendor's channel object throws on use from then on. */
export const useRemoval = (channel: Channel | undefined): Removal | null => {
  const { chat, self, openChannels, leaving } = useChatServices();
  const [ended, setEnded] = useState<{ channel: Channel; how: Removal } | null>(null);
  useEffect(() => {
    if (!channel) return;
    const { cid } = channel;
    const { unsubscribe } = chat.stream.on((event: Event) => {
      const how = ENDINGS[event.type];
      if (!how || event.cid !== cid) return;
      if (event.type === 'member.removed' && idOfMember(event) !== self.id) return;
      openChannels.forget(cid);
      const ending = { channel, how: leaving.delete(cid) ? ('left' as const) : how };
      setEnded((before) => (before?.channel === channel ? before : ending)); // one end, several events
    });
    return unsubscribe;
  }, [channel, chat, self.id, openChannels, leaving]);
  return ended && ended.channel === channel ? ended.how : null;
};

const idOfMember = ({ member }: Event): string | undefined => member?.user_id ?? member?.user?.id;
