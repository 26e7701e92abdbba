import type { LocalMessage } from 'stream-chat';
import type { SealedFile } from '../../files/sealed-file.ts';
import type { OutboxEntry } from '../../outbox/outbox-entry.ts';
import { createStore } from '../state/store.ts';

/** What was written on this device in this sitting, by message id. */
export type OwnWord = {
  text: string;
  attachments: SealedFile[];
  /** As it waits in the outbox; absent when it does not. */
  waiting?: OutboxEntry | undefined;
  /** Why it could not even be put there. */
  failure?: unknown;
  /** Share of its files that has been uploaded, 0 to 100; absent while nothing is. */
  uploaded?: number | undefined;
};

/**
 * A message that is on its way, or could not be sent, stands in stream-chat's state in the clear. A message of the server could
 * pretend to be one, so nothing counts as one's own words by its looks: only what is written down here does.
 */
export type OwnWords = {
  get: (messageId: string) => OwnWord | undefined;
  write: (messageId: string, word: OwnWord) => void;
  fail: (messageId: string, failure: unknown) => void;
  forget: (messageId: string) => void;
  /** True when the message holds, in the clear, exactly what was written here under its id. */
  isUnsent: (message: LocalMessage) => boolean;
  subscribe: (listener: () => void) => () => void;
};

export const createOwnWords = (): OwnWords => {
  const words = createStore<ReadonlyMap<string, OwnWord>>(new Map());
  const get = (messageId: string) => words.get().get(messageId);
  const write = (messageId: string, word: OwnWord) => words.set(new Map(words.get()).set(messageId, word));
  return {
    get,
    write,
    fail: (messageId, failure) => {
      const word = get(messageId);
      if (word) write(messageId, { ...word, failure });
    },
    forget: (messageId) => {
      const left = new Map(words.get());
      if (left.delete(messageId)) words.set(left);
    },
    isUnsent: ({ id, text, deleted_at }) => !deleted_at && get(id)?.text === (text ?? ''),
    subscribe: words.subscribe,
  };
};
