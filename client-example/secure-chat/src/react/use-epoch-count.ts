import { useMemo } from 'react';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import { encryptionStoreOf } from './state/encryption-store.ts';
import type { Store } from './state/store.ts';
import { useStore } from './state/use-store.ts';

const NO_CHANNEL: Store<number> = { get: () => 0, subscribe: () => () => {} };

/** How many epochs of the channel are verified: when it rises, what could not be read may be readable. */
export const useEpochCount = (channel: EncryptedChannel | undefined): number =>
  useStore(
    useMemo((): Store<number> => {
      if (!channel) return NO_CHANNEL;
      const { get, subscribe } = encryptionStoreOf(channel);
      return { get: () => get().epochs.length, subscribe };
    }, [channel]),
  );
