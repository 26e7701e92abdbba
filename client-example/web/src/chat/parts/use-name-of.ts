import type { Channel } from 'stream-chat';
import { useChatServices } from '../chat-services.tsx';

/** The name of a chat user for the middle of a sentence; one's own is "you". */
export type NameOf = (userId: string) => string;

/** Names as Stream has them, which anybody can choose and the service can change: never a proof of who somebody is. */
export const useNameOf = (channel: Channel): NameOf => {
  const { chat, self } = useChatServices();
  return (userId) => {
    if (userId === self.id) return 'you';
    const user = channel.state.members[userId]?.user ?? chat.stream.state.users[userId];
    return user?.name || 'somebody who is no longer here';
  };
};
