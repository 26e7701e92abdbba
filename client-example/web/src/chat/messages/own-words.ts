import type { EnvelopeAttachment } from '@sealed-stream/secure-chat';
import type { LocalMessage } from 'stream-chat';

/** What was written on this device in this sitting, by message id. */
export type OwnWord = {
  text: string;
  attachments: EnvelopeAttachment[];
  /** Why the last attempt to send it failed, in words. */
  failure?: string | undefined;
  /** Share of its files that has been uploaded anew, 0 to 100; absent when nothing had to be. */
  uploaded?: number | undefined;
};

/**
 * A message that is on its way, or could not be sent, stands in stream-chat's state in the clear. A message of the server could
 * pretend to be one, so nothing counts as one's own words by its looks: only what is written down here does.
 */
export type OwnWords = {
  get: (messageId: string) => OwnWord | undefined;
  write: (messageId: string, word: OwnWord) => void;
  fail: (messageId: string, failure: string | undefined) => void;
  /** True when the message holds, in the clear, exactly what was written here under its id. */
  isUnsent: (message: LocalMessage) => boolean;
  subscribe: (listener: () => void) => () => void;
};

export const createOwnWords = (): OwnWords => {
  const words = new Map<string, OwnWord>();
  const listeners = new Set<() => void>();
  const write = (messageId: string, word: OwnWord) => {
    words.set(messageId, word);
    for (const listener of listeners) listener();
  };
  return {
    get: (messageId) => words.get(messageId),
    write,
    fail: (messageId, failure) => {
      const word = words.get(messageId);
      if (word) write(messageId, { ...word, failure });
    },
    isUnsent: ({ id, text, deleted_at }) => !deleted_at && words.get(id)?.text === (text ?? ''),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
