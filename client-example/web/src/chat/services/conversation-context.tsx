import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { createContext, use } from 'react';
import type { OpenedFiles } from './opened-files.ts';

/** The conversation on the screen. */
export type OpenConversation = {
  encrypted: EncryptedChannel;
  files: OpenedFiles;
};

export const ConversationContext = createContext<OpenConversation | null>(null);

/** Throws outside of an open conversation. */
export const useConversation = (): OpenConversation => {
  const conversation = use(ConversationContext);
  if (!conversation) throw new Error('ConversationContext is missing');
  return conversation;
};
