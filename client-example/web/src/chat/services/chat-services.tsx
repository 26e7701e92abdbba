import type { SecureChat } from '@sealed-stream/secure-chat';
import type { UploadedFiles } from '@sealed-stream/secure-chat/react';
import { createContext, type PropsWithChildren, use } from 'react';

export type Person = { id: string; name: string };

/** What the parts of the chat screen share besides the core's hooks. One per signed-in user. */
export type ChatServices = {
  chat: SecureChat;
  self: Person;
  encryptedChannelTypes: readonly string[];
  uploadedFiles: UploadedFiles;
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
