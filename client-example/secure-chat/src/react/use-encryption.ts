import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { type EncryptionState, encryptionStoreOf } from './state/encryption-store.ts';
import { useStore } from './state/use-store.ts';

export type Encryption = EncryptionState & {
  /** The person has seen that this contact's keys have changed. */
  noteContact: (userId: string) => void;
};

/** The state of a channel's encryption, drawn again at each change. */
export const useEncryption = (channel: EncryptedChannel): Encryption => {
  const store = encryptionStoreOf(channel);
  return { ...useStore(store), noteContact: store.noteContact };
};
