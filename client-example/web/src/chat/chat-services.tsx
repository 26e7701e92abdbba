import type { SecureChat } from '@sealed-stream/secure-chat';
import { createContext, type PropsWithChildren, use } from 'react';
import type { OpenChannels } from './conversation/open-channels.ts';
import type { UploadedFiles } from './files/uploaded-files.ts';
import type { OwnWords } from './messages/own-words.ts';

export type Person = { id: string; name: string };

/** What the parts of the chat screen share. One per signed-in user. */
export type ChatServices = {
  chat: SecureChat;
  self: Person;
  encryptedChannelTypes: readonly string[];
  openChannels: OpenChannels;
  ownWords: OwnWords;
  uploadedFiles: UploadedFiles;
  /** Channels that the person is leaving or has left: their end needs no other words. */
  leaving: Set<string>;
  onSignOut: () => void;
};

const Context = createContext<ChatServices | null>(null);

export const ChatServicesProvider = ({
  services,
  children,
}: PropsWithChildren<{ services: ChatServices }>) => <Context value={services}>{children}</Context>;

/** Throws outside of {@link ChatServicesProvider}. */
export const useChatServices = (): ChatServices => {
  const services = use(Context);
  if (!services) throw new Error('ChatServicesProvider is missing');
  return services;
};
