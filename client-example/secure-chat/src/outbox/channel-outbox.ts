import type { MessageResponse, SendMessageAPIResponse, UpdateMessageAPIResponse } from 'stream-chat';
import { SecureChatError } from '../errors.ts';
import { keptFile } from '../files/sealed-file.ts';
import { createEnding, type Ending, reasonOf } from '../platform/ending.ts';
import type { Timer } from '../platform/timer.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';
import type { Windows } from '../platform/windows.ts';
import { type Verdict, verdictOn } from './failure.ts';
import {
  canRetry,
  type KeptEntry,
  type OutboxEntry,
  type OutboxReason,
  type OutboxState,
} from './outbox-entry.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { NewWords, WrittenEdit, WrittenMessage } from './written.ts';

export type Answer = SendMessageAPIResponse | UpdateMessageAPIResponse;

/** What is tried with one entry. `mayBeStored` is called before the first byte that Stream might store. */
export type Leaving = {
  onUploadProgress: (percent: number) => void;
  signal: AbortSignalLike;
  mayBeStored: () => void;
};

export type ChannelOutboxDeps = {
  cid: string;
  store: OutboxStore;
  windows: Windows;
  timer: Timer;
  now: () => Date;
  /** From 0 to less than 1. */
  random: () => number;
  /**
   * Encrypts with what is current and sends; what Stream has under this id already counts as sent. An entry of a later `version` than 0 replaces what an earlier try
   * may have stored.
   */
  send: (entry: KeptEntry, leaving: Leaving) => Promise<Answer>;
  /** Has Stream delete what an earlier try may have stored. */
  withdraw: (entry: KeptEntry) => Promise<void>;
  /** What is at Stream under the id of an entry that another window took care of; null when nothing of one's own is. */
  stored: (id: string) => Promise<Answer | null>;
  /** An entry is known from now on, or has other words; also one found on the device. */
  onWords: (entry: KeptEntry) => void;
  /** It is no entry any more: stored, or cancelled. */
  onGone: (entry: KeptEntry) => void;
};

/** An entry that is none any more: the message as Stream has it, or null for one that was taken back. */
export type Gone = { id: string; message: MessageResponse | null };

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

type Waiter = { resolve: (answer: Answer) => void; reject: (error: unknown) => void };

type Live = {
  kept: KeptEntry;
  state: OutboxState;
  reason: OutboxReason | null;
  refusal?: string | undefined;
  uploaded?: number | undefined;
  /** It is being tried, by this window. */
  isTrying: boolean;
  /** False while only this window has it. */
  isSaved: boolean;
  saving: Promise<unknown>;
  /** Tries that ended in doubt. */
  doubts: number;
  mayBeStored: boolean;
  ending: Ending;
  waiters: Waiter[];
  onUploadProgress?: NewWords['onUploadProgress'];
};

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** What is kept back is let go by an event; this is for one that was missed. */
const LONGEST_KEPT_PAUSE_MS = 600_000;
/** A refusal may be one of a moment, while the encryption changes. */
const MOST_DOUBTS = 2;
/** What was kept back for longer does not go by itself once its reason is gone: it may not be what the person wants to say now. */
const OVERDUE_MS = 3_600_000;

/** The unsent messages of one open channel: one after another in the order written, by one window at a time. */
export const createChannelOutbox = (deps: ChannelOutboxDeps): ChannelOutbox => {
  const { cid, store, windows, timer, now } = deps;
  const lives = new Map<string, Live>();
  /** Taken care of here, and perhaps not off the device yet. */
  const gone = new Set<string>();
  const listeners = new Set<(gone?: Gone) => void>();
  let shown: readonly OutboxEntry[] = [];
  let isOpen = true;
  let isRunning = false;
  let isWanted = false;
  let isLoaded = false;
  let failures = 0;
  let lastPlace = 0;
  let callOff = () => {};
  let loading: Promise<void> | undefined;

  const inOrder = (): Live[] => [...lives.values()].sort((one, other) => byPlace(one.kept, other.kept));
  const changed = (gone?: Gone) => {
    shown = inOrder()
      .filter(({ kept }) => !kept.isCancelled)
      .map(entryOf);
    for (const listener of [...listeners]) listener(gone);
  };
  const tellWindows = () => windows.tell({ type: 'outbox-changed', cid });
  const settle = (live: Live, how: (waiter: Waiter) => void) => {
    for (const waiter of live.waiters.splice(0)) how(waiter);
  };
  const set = (live: Live, state: OutboxState, verdict?: Pick<Verdict, 'reason' | 'refusal'>) => {
    live.state = state;
    live.reason = verdict?.reason ?? null;
    live.refusal = verdict?.refusal;
    changed();
  };
  const adopt = (kept: KeptEntry, over: Partial<Live> = {}): Live => {
    const live: Live = {
      kept,
      state: kept.failed ? 'failed' : 'waiting',
      reason: kept.failed?.reason ?? null,
      refusal: kept.failed?.refusal,
      isTrying: false,
      isSaved: false,
      saving: Promise.resolve(),
      doubts: 0,
      mayBeStored: true, // as far as one knows that was found on the device
      ending: createEnding(),
      waiters: [],
      ...over,
    };
    lives.set(kept.id, live);
    lastPlace = Math.max(lastPlace, kept.place);
    if (!kept.isCancelled) deps.onWords(kept);
    return live;
  };
  const drop = (live: Live, answer: Answer | null = null) => {
    lives.delete(live.kept.id);
    gone.add(placeOf(live.kept));
    deps.onGone(live.kept);
    changed({ id: live.kept.id, message: answer?.message ?? null });
  };
  const save = (live: Live, isNew = false): Promise<void> => {
    const saving = live.saving.then(async () => {
      await load(); // its place may be another one then
      if (!isOpen || lives.get(live.kept.id) !== live) return;
      live.isSaved = await store.save(cid, live.kept, isNew);
      tellWindows();
    });
    live.saving = saving.catch(() => {});
    return saving;
  };
  const change = (live: Live, over: Partial<KeptEntry>): Promise<void> => {
    const { kept } = live;
    live.kept = { ...kept, ...over, ...UNHINDERED, version: kept.version + 1 };
    if (!live.kept.isCancelled) deps.onWords(live.kept);
    live.doubts = 0;
    failures = 0;
    if (live.isTrying) changed();
    else set(live, 'waiting');
    return save(live);
  };

  /** What other windows have put, changed and taken care of. */
  const look = async (): Promise<void> => {
    const saved = inOrder().filter(({ isSaved }) => isSaved); // what is saved meanwhile may not be in the answer
    const kept = await store.load(cid).catch(() => null);
    if (!kept || !isOpen) return;
    const known = new Map(kept.map((entry) => [entry.id, entry]));
    for (const entry of kept) {
      const live = lives.get(entry.id);
      if (!live) {
        if (!gone.has(placeOf(entry))) adopt(entry, { isSaved: true });
      } else if (live.isSaved && isNewer(entry, live.kept)) {
        live.kept = entry;
        if (!live.isTrying) {
          live.state = entry.failed ? 'failed' : 'waiting';
          live.reason = entry.failed?.reason ?? null;
          live.refusal = entry.failed?.refusal;
        }
        if (entry.isCancelled) deps.onGone(entry);
        else deps.onWords(entry);
      }
    }
    for (const live of saved)
      if (lives.get(live.kept.id) === live && !live.isTrying && !known.has(live.kept.id)) void lostTo(live);
    changed();
  };
  /** Another window has sent or cancelled it. */
  const lostTo = async (live: Live): Promise<void> => {
    lives.delete(live.kept.id);
    gone.add(placeOf(live.kept));
    const answer = await deps.stored(live.kept.id).catch(() => null);
    if (!lives.has(live.kept.id)) drop(live, answer);
    const cancelled = new SecureChatError('MESSAGE_CANCELLED');
    settle(live, ({ resolve, reject }) => (answer ? resolve(answer) : reject(cancelled)));
  };
  const load = (): Promise<void> => {
    loading ??= look().then(() => {
      isLoaded = true;
    });
    return loading;
  };

  const run = (): void => {
    isWanted = true;
    callOff();
    if (isRunning || !isOpen) return;
    isRunning = true;
    void work().finally(() => {
      isRunning = false;
      if (isWanted) run();
    });
  };
  const work = async (): Promise<void> => {
    await load();
    if (!isOpen || lives.size === 0) {
      isWanted = false;
      return;
    }
    await windows.exclusively(`outbox/${cid}`, async () => {
      isWanted = false;
      if (!isOpen) return;
      await look();
      for (;;) {
        const next = inOrder().find(({ state, kept }) => state !== 'failed' || kept.isCancelled);
        if (!next || !isOpen || !(await tried(next))) return;
      }
    });
  };
  const tried = async (live: Live): Promise<boolean> => {
    live.isTrying = true;
    try {
      return await attempt(live);
    } finally {
      live.isTrying = false;
    }
  };
  /** Answers whether to go on with the next. */
  const attempt = async (live: Live): Promise<boolean> => {
    await live.saving;
    const kept = live.isSaved ? await store.find(cid, live.kept) : live.kept;
    if (!isOpen) return false;
    if (lives.get(live.kept.id) !== live) return true; // cancelled before it was tried
    if (!kept && live.isSaved && !(await isThere(live))) {
      await lostTo(live);
      return true;
    }
    if (kept && isNewer(kept, live.kept)) live.kept = kept;
    const tried = live.kept;
    try {
      const answer = tried.isCancelled ? await deps.withdraw(tried) : await deps.send(tried, leavingOf(live));
      failures = 0;
      live.uploaded = undefined;
      if (await hasChanged(live, tried)) return true;
      await store.remove(cid, tried);
      drop(live, answer ?? null);
      if (answer) settle(live, ({ resolve }) => resolve(answer));
      tellWindows();
      return true;
    } catch (error) {
      return isOpen && afterFailure(live, tried, error);
    }
  };
  /** A record that cannot be read now is none that another window has taken away. */
  const isThere = async (live: Live): Promise<boolean> => {
    const kept = await store.load(cid).catch(() => null);
    return !kept || kept.some((entry) => entry.id === live.kept.id);
  };
  /** Whether the words were changed, here or in another window, while these went out: then they are an edit of what is stored now. */
  const hasChanged = async (live: Live, tried: KeptEntry): Promise<boolean> => {
    await live.saving;
    const newest = live.isSaved ? await store.find(cid, tried) : null;
    if (newest && isNewer(newest, live.kept)) live.kept = newest;
    if (live.kept === tried) return false;
    if (!live.kept.isCancelled && !tried.isCancelled) live.kept = { ...live.kept, kind: 'edit' };
    await save(live);
    return true;
  };
  const leavingOf = (live: Live): Leaving => ({
    signal: live.ending.signal,
    mayBeStored: () => {
      if (isOverdue(live.kept)) throw new SecureChatError('MESSAGE_OVERDUE');
      live.mayBeStored = true;
      set(live, 'sending');
    },
    onUploadProgress: (percent) => {
      live.uploaded = percent;
      live.onUploadProgress?.(percent);
      set(live, 'sending');
    },
  });
  const afterFailure = (live: Live, tried: KeptEntry, error: unknown): boolean => {
    live.uploaded = undefined;
    if (live.kept !== tried) return true; // other words, or cancelled: at once
    const verdict = verdictOn(error);
    if (verdict.what === 'doubt') live.doubts += 1;
    const isFinal = verdict.what === 'fail' || (verdict.what === 'doubt' && live.doubts >= MOST_DOUBTS);
    if (isFinal && tried.isCancelled) {
      drop(live);
      void store.remove(cid, tried);
      return true;
    }
    if (isFinal) {
      const { reason, refusal } = verdict;
      live.kept = { ...live.kept, failed: { reason, ...(refusal !== undefined && { refusal }) } };
      set(live, 'failed', verdict);
      void save(live);
      settle(live, ({ reject }) => reject(error));
      return true;
    }
    if (verdict.what === 'keep') {
      for (const one of inOrder())
        if (one.state !== 'failed') {
          if (!one.kept.wasKeptBack) {
            one.kept = { ...one.kept, wasKeptBack: true };
            void save(one);
          }
          set(one, 'kept-back', verdict);
          settle(one, ({ reject }) => reject(error));
        }
      rest(LONGEST_KEPT_PAUSE_MS);
      return false;
    }
    set(live, 'waiting', verdict);
    rest();
    return false;
  };
  const isOverdue = ({ wasKeptBack, place }: KeptEntry): boolean =>
    wasKeptBack === true && now().getTime() - place > OVERDUE_MS;
  const rest = (longest = LONGEST_PAUSE_MS) => {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures++, longest);
    callOff();
    callOff = timer(run, pause * (0.5 + deps.random() / 2));
  };

  const wait = (live: Live): Promise<Answer> => {
    const answer = new Promise<Answer>((resolve, reject) => live.waiters.push({ resolve, reject }));
    answer.catch(() => {}); // it may end before the caller has it
    return answer;
  };
  const endWith = (live: Live, signal: AbortSignalLike | undefined) => {
    const abort = () => signal && cancelLive(live, reasonOf(signal)).catch(() => {});
    if (signal?.aborted) void abort();
    signal?.addEventListener('abort', () => void abort());
  };
  const putNew = async (
    kept: KeptEntry,
    outgoing: Pick<NewWords, 'onUploadProgress' | 'signal'>,
  ): Promise<Answer> => {
    if (!isOpen) throw new SecureChatError('CHAT_CLOSED');
    const { onUploadProgress, signal } = outgoing;
    const live = adopt(kept, { mayBeStored: false, onUploadProgress });
    const answer = wait(live);
    endWith(live, signal);
    changed();
    const wasLoaded = isLoaded;
    await load();
    // Those of an earlier sitting go first, whatever the clock said then.
    if (!wasLoaded) live.kept = { ...live.kept, place: nextPlace() };
    try {
      await save(live, true);
    } catch (error) {
      drop(live);
      settle(live, ({ reject }) => reject(error));
      return answer;
    }
    failures = 0;
    run();
    return answer;
  };
  const nextPlace = (): number => {
    lastPlace = Math.max(now().getTime(), lastPlace + 1);
    return lastPlace;
  };
  const again = (live: Live, words: NewWords): Promise<Answer> => {
    if (words.onUploadProgress) live.onUploadProgress = words.onUploadProgress;
    if (live.ending.signal.aborted) live.ending = createEnding(); // it was cancelled before
    const answer = wait(live);
    change(live, { ...wordsOf(words), isCancelled: undefined }).then(run, run);
    endWith(live, words.signal);
    return answer;
  };
  const cancelLive = async (live: Live, reason: unknown): Promise<void> => {
    if (lives.get(live.kept.id) !== live) return;
    live.ending.end(reason);
    settle(live, ({ reject }) => reject(reason));
    if (live.mayBeStored || live.isTrying) {
      deps.onGone(live.kept);
      await change(live, { isCancelled: true });
      return run();
    }
    await live.saving;
    drop(live);
    await store.remove(cid, live.kept);
    tellWindows();
  };

  return {
    entries: () => shown,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    put: (message) => {
      const known = lives.get(message.id);
      if (known) return again(known, message);
      const { parentId, quotedMessageId, showInChannel } = message;
      const kept: KeptEntry = {
        v: 1,
        id: message.id,
        kind: 'message',
        place: nextPlace(),
        version: 0,
        ...wordsOf(message),
        ...(parentId && { parentId }),
        ...(parentId && showInChannel && { showInChannel }),
        ...(quotedMessageId && { quotedMessageId }),
      };
      return putNew(kept, message);
    },
    putEdit: (edit) => {
      const known = lives.get(edit.id);
      if (known) return again(known, edit);
      const kept: KeptEntry = {
        v: 1,
        id: edit.id,
        kind: 'edit',
        place: nextPlace(),
        version: 0,
        ...wordsOf(edit),
      };
      return putNew(kept, edit);
    },
    edit: async (id, words) => {
      const live = lives.get(id);
      if (!live || live.kept.isCancelled) return;
      await change(live, wordsOf(words));
      run();
    },
    cancel: async (id) => {
      const live = lives.get(id);
      if (live) await cancelLive(live, new SecureChatError('MESSAGE_CANCELLED'));
    },
    retry: (id) => {
      const live = lives.get(id);
      if (!live) return;
      live.doubts = 0;
      failures = 0;
      const isHindered = live.state === 'failed' || live.kept.wasKeptBack;
      if (isHindered && !live.isTrying) {
        live.kept = { ...live.kept, ...UNHINDERED };
        if (live.state === 'failed') set(live, 'waiting');
        void save(live);
      }
      run();
    },
    start: () => void load().then(() => lives.size > 0 && run()),
    nudge: () => {
      failures = 0;
      if (lives.size > 0) run();
    },
    refresh: () => void look().then(() => lives.size > 0 && run()),
    close: () => {
      isOpen = false;
      callOff();
      const closed = new SecureChatError('CHAT_CLOSED');
      for (const live of lives.values()) {
        live.ending.end(closed);
        settle(live, ({ reject }) => reject(closed));
      }
      listeners.clear();
    },
  };
};

/** The person has decided about it. */
const UNHINDERED = { failed: undefined, wasKeptBack: undefined };

const byPlace = (one: KeptEntry, other: KeptEntry): number =>
  one.place - other.place || (one.id < other.id ? -1 : 1);

/** One that was done with does not come back; the same message may have another one later. */
const placeOf = ({ place, id }: KeptEntry): string => `${place}/${id}`;

const isNewer = (one: KeptEntry, than: KeptEntry): boolean =>
  one.version > than.version || (one.version === than.version && !one.failed !== !than.failed);

/** What of them is kept: nothing that this version does not know, for it could not be read again. */
const wordsOf = ({ text, attachments, mentionedUserIds }: NewWords) => ({
  ...(text !== undefined && { text }),
  ...(attachments && { attachments: attachments.map(keptFile) }),
  ...(mentionedUserIds && { mentionedUserIds: [...mentionedUserIds] }),
});

const entryOf = ({ kept, state, reason, refusal, uploaded }: Live): OutboxEntry => ({
  id: kept.id,
  kind: kept.kind,
  text: kept.text,
  attachments: kept.attachments,
  parentId: kept.parentId,
  showInChannel: kept.showInChannel ?? false,
  quotedMessageId: kept.quotedMessageId,
  writtenAt: new Date(kept.place),
  state,
  reason,
  refusal,
  canRetry: canRetry(state, reason),
  uploaded,
});
