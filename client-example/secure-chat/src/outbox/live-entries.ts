import type { MessageResponse } from 'stream-chat';
import { SecureChatError } from '../errors.ts';
import type { Windows } from '../platform/windows.ts';
import type { Verdict } from './failure.ts';
import {
  type Answer,
  byPlace,
  isNewer,
  type LiveEntry,
  liveEntry,
  placeOf,
  rejectAll,
  resolveAll,
  shownEntry,
  stateOf,
  UNHINDERED,
} from './live-entry.ts';
import type { KeptEntry, OutboxEntry, OutboxState } from './outbox-entry.ts';
import type { OutboxStore } from './outbox-store.ts';

/** An entry that is none any more: the message as Stream has it, or null for one that was taken back. */
export type Gone = { id: string; message: MessageResponse | null };

export type LiveEntriesDeps = {
  cid: string;
  store: OutboxStore;
  windows: Windows;
  now: () => Date;
  /** What is at Stream under the id of an entry that another window took care of; null when nothing of one's own is. */
  stored: (id: string) => Promise<Answer | null>;
  /** An entry is known from now on, or has other words; also one found on the device. */
  onWords: (entry: KeptEntry) => void;
  /** It is no entry any more: stored, or cancelled. */
  onGone: (entry: KeptEntry) => void;
};

/** What a window knows of the unsent messages of one channel, and how that and what the device keeps stay the same. */
export type LiveEntries = ReturnType<typeof createLiveEntries>;

export const createLiveEntries = (deps: LiveEntriesDeps) => {
  const { cid, store, windows, now } = deps;
  const lives = new Map<string, LiveEntry>();
  /** Taken care of here, and perhaps not off the device yet. */
  const gone = new Set<string>();
  const listeners = new Set<(gone?: Gone) => void>();
  let shown: readonly OutboxEntry[] = [];
  let isOpen = true;
  let isLoaded = false;
  let lastPlace = 0;
  let loading: Promise<void> | undefined;

  const has = (live: LiveEntry): boolean => lives.get(live.kept.id) === live;
  const inOrder = (): LiveEntry[] => [...lives.values()].sort((one, other) => byPlace(one.kept, other.kept));
  const changed = (gone?: Gone): void => {
    shown = inOrder()
      .filter(({ kept }) => !kept.isCancelled)
      .map(shownEntry);
    for (const listener of [...listeners]) listener(gone);
  };
  const tellWindows = (): void => windows.tell({ type: 'outbox-changed', cid });
  const set = (live: LiveEntry, state: OutboxState, verdict?: Pick<Verdict, 'reason' | 'refusal'>): void => {
    live.state = state;
    live.reason = verdict?.reason ?? null;
    live.refusal = verdict?.refusal;
    changed();
  };
  const adopt = (kept: KeptEntry, over: Partial<LiveEntry> = {}): LiveEntry => {
    const live = liveEntry(kept, over);
    lives.set(kept.id, live);
    lastPlace = Math.max(lastPlace, kept.place);
    if (!kept.isCancelled) deps.onWords(kept);
    return live;
  };
  const forget = ({ kept }: LiveEntry): void => {
    lives.delete(kept.id);
    gone.add(placeOf(kept));
  };
  const drop = (live: LiveEntry, answer: Answer | null = null): void => {
    forget(live);
    deps.onGone(live.kept);
    changed({ id: live.kept.id, message: answer?.message ?? null });
  };
  const save = (live: LiveEntry, isNew = false): Promise<void> => {
    const saving = live.saving.then(async () => {
      await load(); // its place may be another one then
      if (!isOpen || !has(live)) return;
      live.isSaved = await store.save(cid, live.kept, isNew);
      tellWindows();
    });
    live.saving = saving.catch(() => {});
    return saving;
  };
  const change = (live: LiveEntry, over: Partial<KeptEntry>): Promise<void> => {
    const { kept } = live;
    live.kept = { ...kept, ...over, ...UNHINDERED, version: kept.version + 1 };
    if (!live.kept.isCancelled) deps.onWords(live.kept);
    live.doubts = 0;
    if (live.isTrying) changed();
    else set(live, 'waiting');
    return save(live);
  };

  /** What other windows have put, changed and taken care of. False when the device could not be read. */
  const look = async (): Promise<boolean> => {
    const saved = inOrder().filter(({ isSaved }) => isSaved); // what is saved meanwhile may not be in the answer
    const kept = await store.load(cid).catch(() => null);
    if (!kept || !isOpen) return false;
    const known = new Set(kept.map(({ id }) => id));
    for (const entry of kept) {
      const live = lives.get(entry.id);
      if (!live) {
        if (!gone.has(placeOf(entry))) adopt(entry, { isSaved: true });
      } else if (live.isSaved && isNewer(entry, live.kept)) {
        live.kept = entry;
        if (!live.isTrying) Object.assign(live, stateOf(entry));
        if (entry.isCancelled) deps.onGone(entry);
        else deps.onWords(entry);
      }
    }
    for (const live of saved) if (has(live) && !live.isTrying && !known.has(live.kept.id)) void lostTo(live);
    changed();
    return true;
  };
  /** Another window has sent or cancelled it. */
  const lostTo = async (live: LiveEntry): Promise<void> => {
    forget(live);
    const answer = await deps.stored(live.kept.id).catch(() => null);
    if (!lives.has(live.kept.id)) drop(live, answer);
    if (answer) resolveAll(live, answer);
    else rejectAll(live, new SecureChatError('MESSAGE_CANCELLED'));
  };
  const load = (): Promise<void> => {
    loading ??= look().then(() => {
      isLoaded = true;
    });
    return loading;
  };

  return {
    get: (id: string) => lives.get(id),
    has,
    isEmpty: () => lives.size === 0,
    isOpen: () => isOpen,
    isLoaded: () => isLoaded,
    inOrder,
    changed,
    tellWindows,
    set,
    adopt,
    drop,
    save,
    change,
    look,
    lostTo,
    load,
    /** For one that is written now: after all that are known. */
    nextPlace: (): number => {
      lastPlace = Math.max(now().getTime(), lastPlace + 1);
      return lastPlace;
    },
    shown: () => shown,
    subscribe: (listener: (gone?: Gone) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      isOpen = false;
      const closed = new SecureChatError('CHAT_CLOSED');
      for (const live of lives.values()) {
        live.ending.end(closed);
        rejectAll(live, closed);
      }
      listeners.clear();
    },
  };
};
