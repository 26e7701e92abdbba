import { useCallback } from 'react';
import type { Channel } from 'stream-chat';
import { useSecureChat } from './secure-chat-context.ts';
import type { NameOf } from './texts/sentence.ts';
import { useTexts } from './texts-context.ts';

/** Names as Stream has them, which anybody can choose and the service can change: never a proof of who somebody is. */
export const useNameOf = (channel: Channel): NameOf => {
  const { stream } = useSecureChat();
  const { people } = useTexts();
  return useCallback(
    (userId) => {
      if (userId === stream.userID) return people.you;
      const user = channel.state.members[userId]?.user ?? stream.state.users[userId];
      return user?.name || people.gone;
    },
    [stream, channel, people],
  );
};
