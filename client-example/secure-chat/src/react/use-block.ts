import { useCallback } from 'react';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { useShared } from './secure-chat-context.ts';

/** Blocks a member of a channel. The conversation of the two ends with that, and {@link useChannelEnding} says `left`. */
export const useBlock = (
  { cid, pairWith }: Pick<EncryptedChannel, 'cid' | 'pairWith'>,
  userId: string,
): (() => Promise<void>) => {
  const { chat, leaving } = useShared();
  return useCallback(async () => {
    const isPair = pairWith() === userId;
    if (isPair) leaving.add(cid);
    try {
      await chat.api.blockPeer(userId);
    } catch (error) {
      leaving.delete(cid);
      throw error;
    }
  }, [cid, pairWith, userId, chat, leaving]);
};
