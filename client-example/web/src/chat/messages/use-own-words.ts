import { useSyncExternalStore } from 'react';
import { useChatServices } from '../chat-services.tsx';
import type { OwnWord } from './own-words.ts';

/** What was written here under this message id, if anything. */
export const useOwnWord = (messageId: string): OwnWord | undefined => {
  const { ownWords } = useChatServices();
  return useSyncExternalStore(ownWords.subscribe, () => ownWords.get(messageId));
};
