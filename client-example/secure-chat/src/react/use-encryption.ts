import { useCallback, useEffect, useState } from 'react';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import type { ContactFinding } from '../contacts/contact-check.ts';
import type { TrustedEpoch } from '../epochs/trusted-epoch.ts';
import type { SecurityNotice } from '../errors.ts';

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
export const useEncryption = (channel: EncryptedChannel): Encryption => {
  const [state, setState] = useState(() => stateOf(channel));
  useEffect(() => {
    setState(stateOf(channel));
    return channel.subscribe((event) => {
      if (CHANGES.has(event.type)) setState(stateOf(channel));
    });
  }, [channel]);
  const noteContact = useCallback(
    (userId: string) => {
      channel.noteContact(userId);
      setState(stateOf(channel));
    },
    [channel],
  );
  return { ...state, noteContact };
};

const CHANGES: ReadonlySet<string> = new Set(['epoch', 'security-notice', 'contact-changed']);

const stateOf = (channel: EncryptedChannel) => ({
  epoch: channel.epoch(),
  epochs: channel.epochs(),
  notice: channel.notice(),
  changedContacts: channel.changedContacts(),
});
