import type { LocalMessage } from 'stream-chat';
import type { SealedFile } from '../../files/sealed-file.ts';
import { createStore } from '../state/store.ts';

/** What was written on this device in this sitting, by message id. */
export type OwnWord = {
  text: string;
  attachments: SealedFile[];
  /** What the last attempt to send it failed with. */
  failure?: unknown;
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
  fail: (messageId: string, failure: unknown) => void;
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
    isUnsent: ({ id, text, deleted_at }) => !deleted_at && get(id)?.text === (text ?? ''),
    subscribe: words.subscribe,
  };
};
