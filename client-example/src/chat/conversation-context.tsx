import { createContext, use } from 'react';
import type { EncryptedChannel } from '../secure-chat/encrypted-channel.ts';
import type { OpenedFiles } from './opened-files.ts';
import type { Encryption } from './use-encryption.ts';

/** The conversation on the screen. */
export type OpenConversation = Encryption & {
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
