import type { LocalMessage, MessageResponse } from 'stream-chat';
import { parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import type { VerifiedMessage } from './incoming.ts';

/**
 * Own messages on their way out, and those that did not get there. A chat UI shows them from its own state, in the clear;
 * Stream's objects look no different, so only what this device has really written counts as such.
 */
export type UnsentMessages = {
  put: (message: VerifiedMessage) => void;
  sent: (id: string) => void;
  find: (message: MessageResponse | LocalMessage) => VerifiedMessage | undefined;
  clear: () => void;
};

/** More than the outbox takes. */
const MAX_UNSENT = 1000;

/** Remembers the last thousand. */
export const createUnsentMessages = (): UnsentMessages => {
  const unsent = new Map<string, VerifiedMessage>();
  return {
    put: (message) => {
      unsent.set(message.id, message);
      for (const id of unsent.keys()) {
        if (unsent.size <= MAX_UNSENT) return;
        unsent.delete(id);
      }
    },
    sent: (id) => {
      unsent.delete(id);
    },
    find: (message) => {
      const found = unsent.get(message.id);
      const isOwn = found && message.user?.id === found.from;
      return isOwn && !parseEncryptedText(message.text ?? '') ? found : undefined;
    },
    clear: () => unsent.clear(),
  };
};
