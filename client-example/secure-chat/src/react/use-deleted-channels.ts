import { useSyncExternalStore } from 'react';
import type { DeletedChannel } from '../channels/deleted-channels.ts';
import { useSecureChat } from './secure-chat-context.ts';

/** Channels that were deleted, with what had been written here for them; `noteDeletedChannels` of the chat ends it. */
export const useDeletedChannels = (): readonly DeletedChannel[] => {
  const { deletedChannels, onDeletedChannels } = useSecureChat();
  return useSyncExternalStore(onDeletedChannels, deletedChannels, deletedChannels);
};
