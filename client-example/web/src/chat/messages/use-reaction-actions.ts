import { useNameOf, useProblemWords } from '@sealed-stream/secure-chat/react';
import type { ReactionResponse } from 'stream-chat';
import {
  type MessageContextValue,
  useMessageContext,
  useNotificationApi,
  useStableCallback,
} from 'stream-chat-react';
import { useConversation } from '../services/conversation-context.tsx';

type Actions = Pick<MessageContextValue, 'handleReaction' | 'handleFetchReactions'>;

/** In place of the vendor's: what is pressed is signed, and who is listed has signed. */
export const useReactionActions = (ownReactions: readonly string[]): Actions => {
  const { message } = useMessageContext('useReactionActions');
  const { encrypted } = useConversation();
  const { addNotification } = useNotificationApi();
  const problemWords = useProblemWords();
  const nameOf = useNameOf(encrypted.stream);
  const handleReaction = useStableCallback(async (emoji: string) => {
    try {
      await (ownReactions.includes(emoji) ? encrypted.unreact : encrypted.react)(message.id, emoji);
    } catch (error) {
      addNotification({
        emitter: 'Reactions',
        message: problemWords(error),
        severity: 'error',
        type: 'reaction:failed',
      });
    }
  });
  const handleFetchReactions = useStableCallback(async (emoji?: string) => {
    const reactors = await encrypted.whoReacted(message.id, emoji);
    return reactors.map(({ userId, emoji: type }) => {
      const { image } = encrypted.stream.state.members[userId]?.user ?? {};
      const user = { id: userId, name: nameOf(userId), ...(image && { image }) };
      return { type, user, user_id: userId, message_id: message.id } as ReactionResponse;
    });
  });
  return { handleReaction, handleFetchReactions };
};
