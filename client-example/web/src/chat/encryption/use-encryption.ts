import type {
  ContactFinding,
  EncryptedChannel,
  SecurityNotice,
  TrustedEpoch,
} from '@sealed-stream/secure-chat';
import { useCallback, useEffect, useState } from 'react';

export type Encryption = {
  /** Null while this device has no access. */
  epoch: TrustedEpoch | null;
  /** All that were verified, oldest first. */
  epochs: readonly TrustedEpoch[];
  /** Stands while sending is stopped. */
  notice: SecurityNotice | null;
  /** Those whose keys have changed while the conversation was open. */
  changedContacts: readonly ContactFinding[];
  /** The person has seen that this contact's keys have changed. */
  noteContact: (userId: string) => void;
};

/** The state of a channel's encryption, drawn again at each change. */
export const useEncryption = (encrypted: EncryptedChannel): Encryption => {
  const [state, setState] = useState(() => stateOf(encrypted));
  useEffect(() => {
    setState(stateOf(encrypted));
    return encrypted.subscribe((event) => {
      if (CHANGES.has(event.type)) setState(stateOf(encrypted));
    });
  }, [encrypted]);
  const noteContact = useCallback(
    (userId: string) => {
      encrypted.noteContact(userId);
      setState(stateOf(encrypted));
    },
    [encrypted],
  );
  return { ...state, noteContact };
};

const CHANGES: ReadonlySet<string> = new Set(['epoch', 'security-notice', 'contact-changed']);

const stateOf = (encrypted: EncryptedChannel) => ({
  epoch: encrypted.epoch(),
  epochs: encrypted.epochs(),
  notice: encrypted.notice(),
  changedContacts: encrypted.changedContacts(),
});
