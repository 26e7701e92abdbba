import { useCallback, useEffect, useState } from 'react';
import type { EncryptedChannel } from '../secure-chat/encrypted-channel.ts';
import type { TrustedEpoch } from '../secure-chat/epochs/trusted-epoch.ts';
import type { SecurityNotice } from '../secure-chat/errors.ts';

export type Encryption = {
  /** Null while this device has no access. */
  epoch: TrustedEpoch | null;
  /** All that were verified, oldest first. */
  epochs: readonly TrustedEpoch[];
  /** Stands while sending is stopped. */
  notice: SecurityNotice | null;
  /** Chat user ids of those whose keys have changed while the conversation was open. */
  changedContacts: readonly string[];
  /** The person has seen that this contact's keys have changed. */
  noteContact: (userId: string) => void;
};

/** The state of a channel's encryption, drawn again at each change. */
export const useEncryption = (encrypted: EncryptedChannel): Encryption => {
  const [state, setState] = useState(() => stateOf(encrypted));
  const [changedContacts, setChangedContacts] = useState<readonly string[]>([]);
  useEffect(() => {
    setState(stateOf(encrypted));
    return encrypted.subscribe((event) => {
      if (event.type === 'epoch' || event.type === 'security-notice') setState(stateOf(encrypted));
      if (event.type === 'contact-changed')
        setChangedContacts((before) => [...new Set([...before, event.userId])]);
    });
  }, [encrypted]);
  const noteContact = useCallback(
    (userId: string) => setChangedContacts((before) => before.filter((id) => id !== userId)),
    [],
  );
  return { ...state, changedContacts, noteContact };
};

const stateOf = (encrypted: EncryptedChannel) => ({
  epoch: encrypted.epoch(),
  epochs: encrypted.epochs(),
  notice: encrypted.notice(),
});
