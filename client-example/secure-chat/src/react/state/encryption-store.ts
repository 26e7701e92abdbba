import type { EncryptedChannel } from '../../channels/encrypted-channel.ts';
import type { ContactFinding } from '../../contacts/contact-check.ts';
import type { TrustedEpoch } from '../../epochs/trusted-epoch.ts';
import type { SecurityNotice } from '../../errors.ts';
import { createStore, type Store } from './store.ts';

export type EncryptionState = {
  /** Null while this device has no access. */
  epoch: TrustedEpoch | null;
  /** All that were verified, oldest first. */
  epochs: readonly TrustedEpoch[];
  /** Stands while sending is stopped. */
  notice: SecurityNotice | null;
  /** Those whose keys have changed while the channel was open. */
  changedContacts: readonly ContactFinding[];
};

export type EncryptionStore = Store<EncryptionState> & { noteContact: (userId: string) => void };

const stores = new WeakMap<EncryptedChannel, EncryptionStore>();
const CHANGES: ReadonlySet<string> = new Set(['epoch', 'security-notice', 'contact-changed']);

/**
 * The state of a channel's encryption. However many follow it, each row of a list of messages for one, the channel is
 * followed once: it reads every message for each who follows it.
 */
export const encryptionStoreOf = (channel: EncryptedChannel): EncryptionStore => {
  const known = stores.get(channel);
  if (known) return known;
  const made = createEncryptionStore(channel);
  stores.set(channel, made);
  return made;
};

const createEncryptionStore = (channel: EncryptedChannel): EncryptionStore => {
  const store = createStore(stateOf(channel));
  const refresh = () => store.set(stateOf(channel));
  let following = 0;
  let stop = () => {};
  return {
    get: store.get,
    subscribe: (listener) => {
      if (following++ === 0) {
        refresh();
        stop = channel.subscribeToEncryption(({ type }) => CHANGES.has(type) && refresh());
      }
      const leave = store.subscribe(listener);
      return () => {
        leave();
        if (--following === 0) stop();
      };
    },
    noteContact: (userId) => {
      channel.noteContact(userId);
      refresh();
    },
  };
};

const stateOf = (channel: EncryptedChannel): EncryptionState => ({
  epoch: channel.epoch(),
  epochs: channel.epochs(),
  notice: channel.notice(),
  changedContacts: channel.changedContacts(),
});
