import { SecureChatError } from '../errors.ts';
import { createEnding, reasonOf } from '../platform/ending.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';
import { createLiveEntries, type Gone, type LiveEntriesDeps } from './live-entries.ts';
import {
  type Answer,
  editEntry,
  type LiveEntry,
  messageEntry,
  rejectAll,
  UNHINDERED,
  waitFor,
  wordsOf,
} from './live-entry.ts';
import type { KeptEntry, OutboxEntry } from './outbox-entry.ts';
import { createSendInOrder, type SendInOrderDeps } from './send-in-order.ts';
import type { NewWords, WrittenEdit, WrittenMessage } from './written.ts';

export type ChannelOutboxDeps = LiveEntriesDeps & SendInOrderDeps;

/** See `EncryptedChannel.outbox`. */
export type Outbox = {
  /** Oldest first. The same array until something changes. */
  entries: () => readonly OutboxEntry[];
  /** Called after each change of `entries`, and with what has gone from them; answers how to stop. */
  subscribe: (listener: (gone?: Gone) => void) => () => void;
  /** Changes an entry before it goes; one that is on its way is changed at Stream afterwards. Nothing for an id that is no entry. */
  edit: (id: string, words: NewWords) => Promise<void>;
  /** Takes an entry back: it is not sent, and if an earlier try has stored it nevertheless, deleted. Nothing for an id that is no entry. */
  cancel: (id: string) => Promise<void>;
  /** Tries at once, also what has failed. Nothing for an id that is no entry. */
  retry: (id: string) => void;
};

export type ChannelOutbox = Outbox & {
  put: (message: WrittenMessage) => Promise<Answer>;
  putEdit: (edit: WrittenEdit) => Promise<Answer>;
  /** What the device keeps is looked at, and sent. */
  start: () => void;
  /** Something has changed that may let go what waits or is kept back: a connection, who is in the channel, a notice. */
  nudge: () => void;
  /** Another window has changed what is kept. */
  refresh: () => void;
  close: () => void;
};

/** The unsent messages of one open channel: one after another in the order written, by one window at a time. */
export const createChannelOutbox = (deps: ChannelOutboxDeps): ChannelOutbox => {
  const { cid, store } = deps;
  const entries = createLiveEntries(deps);
  const sending = createSendInOrder(deps, entries);

  const endWith = (live: LiveEntry, signal: AbortSignalLike | undefined) => {
    const abort = () => signal && cancelLive(live, reasonOf(signal)).catch(() => {});
    if (signal?.aborted) void abort();
    signal?.addEventListener('abort', () => void abort());
  };
  const putNew = async (kept: KeptEntry, { onUploadProgress, signal }: NewWords): Promise<Answer> => {
    if (!entries.isOpen()) throw new SecureChatError('CHAT_CLOSED');
    const live = entries.adopt(kept, { mayBeStored: false, onUploadProgress });
    const answer = waitFor(live);
    endWith(live, signal);
    entries.changed();
    const wasLoaded = entries.isLoaded();
    await entries.load();
    // Those of an earlier sitting go first, whatever the clock said then.
    if (!wasLoaded) live.kept = { ...live.kept, place: entries.nextPlace() };
    try {
      await entries.save(live, true);
    } catch (error) {
      entries.drop(live);
      rejectAll(live, error);
      return answer;
    }
    sending.hurry();
    return answer;
  };
  const again = (live: LiveEntry, words: NewWords): Promise<Answer> => {
    if (words.onUploadProgress) live.onUploadProgress = words.onUploadProgress;
    if (live.ending.signal.aborted) live.ending = createEnding(); // it was cancelled before
    const answer = waitFor(live);
    entries.change(live, { ...wordsOf(words), isCancelled: undefined }).then(sending.hurry, sending.hurry);
    endWith(live, words.signal);
    return answer;
  };
  const cancelLive = async (live: LiveEntry, reason: unknown): Promise<void> => {
    if (!entries.has(live)) return;
    live.ending.end(reason);
    rejectAll(live, reason);
    if (live.mayBeStored || live.isTrying) {
      deps.onGone(live.kept);
      await entries.change(live, { isCancelled: true });
      return sending.hurry();
    }
    await live.saving;
    entries.drop(live);
    await store.remove(cid, live.kept);
    entries.tellWindows();
  };
  const runUnlessEmpty = (run: () => void): void => {
    if (!entries.isEmpty()) run();
  };

  return {
    entries: entries.shown,
    subscribe: entries.subscribe,
    put: (message) => {
      const known = entries.get(message.id);
      return known ? again(known, message) : putNew(messageEntry(message, entries.nextPlace()), message);
    },
    putEdit: (edit) => {
      const known = entries.get(edit.id);
      return known ? again(known, edit) : putNew(editEntry(edit, entries.nextPlace()), edit);
    },
    edit: async (id, words) => {
      const live = entries.get(id);
      if (!live || live.kept.isCancelled) return;
      await entries.change(live, wordsOf(words));
      sending.hurry();
    },
    cancel: async (id) => {
      const live = entries.get(id);
      if (live) await cancelLive(live, new SecureChatError('MESSAGE_CANCELLED'));
    },
    retry: (id) => {
      const live = entries.get(id);
      if (!live) return;
      live.doubts = 0;
      const isHindered = live.state === 'failed' || live.kept.wasKeptBack;
      if (isHindered && !live.isTrying) {
        live.kept = { ...live.kept, ...UNHINDERED };
        if (live.state === 'failed') entries.set(live, 'waiting');
        void entries.save(live);
      }
      sending.hurry();
    },
    start: () => void entries.load().then(() => runUnlessEmpty(sending.run)),
    nudge: () => runUnlessEmpty(sending.hurry),
    refresh: () => void entries.look().then(() => runUnlessEmpty(sending.run)),
    close: () => {
      sending.close();
      entries.close();
    },
  };
};
