import { createContext, use } from 'react';
import type { EncryptedChannel } from '../secure-chat/encrypted-channel.ts';
import type { SecurityNotice } from '../secure-chat/errors.ts';
import type { OpenedFiles } from './opened-files.ts';

/** The conversation on the screen. */
export type OpenConversation = {
  encrypted: EncryptedChannel;
  files: OpenedFiles;
  /** Stands when the channel names another encryption session than the one this device knows. */
  notice: SecurityNotice | null;
};

export const ConversationContext = createContext<OpenConversation | null>(null);

/** Throws outside of an open conversation. */
export const useConversation = (): OpenConversation => {
  const conversation = use(ConversationContext);
  if (!conversation) throw new Error('ConversationContext is missing');
  return conversation;
};
