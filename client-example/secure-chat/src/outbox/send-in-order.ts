import { SecureChatError } from '../errors.ts';
import type { Timer } from '../platform/timer.ts';
import { type Verdict, verdictOn } from './failure.ts';
import type { LiveEntries, LiveEntriesDeps } from './live-entries.ts';
import {
  type Answer,
  failedWith,
  isNewer,
  isOverdue,
  type Leaving,
  type LiveEntry,
  rejectAll,
  resolveAll,
} from './live-entry.ts';
import type { KeptEntry } from './outbox-entry.ts';

export type SendInOrderDeps = Pick<LiveEntriesDeps, 'cid' | 'store' | 'windows' | 'now'> & {
  timer: Timer;
  /** From 0 to less than 1. */
  random: () => number;
  /**
   * Encrypts with what is current and sends; what Stream has under this id already counts as sent. An entry of a later `version` than 0 replaces what an earlier try
   * may have stored.
   */
  send: (entry: KeptEntry, leaving: Leaving) => Promise<Answer>;
  /** Has Stream delete what an earlier try may have stored. */
  withdraw: (entry: KeptEntry) => Promise<void>;
};

/** Sends the entries of one channel, one after another. */
export type SendInOrder = {
  /** Begins, unless it is at it; at once, when it rests. */
  run: () => void;
  /** The same, and what has failed before does not make it rest longer. */
  hurry: () => void;
  close: () => void;
};

const FIRST_PAUSE_MS = 1_000;
/** Nothing tells that a server is back when the connection was not lost: so long a person waits for it, and no longer. */
const LONGEST_PAUSE_MS = 20_000;
/** What is kept back is let go by an event; this is for one that was missed. */
const LONGEST_KEPT_PAUSE_MS = 600_000;
/** A refusal may be one of a moment, while the encryption changes. */
const MOST_DOUBTS = 2;

/** In the order written, by one window at a time; what has failed lets those behind it pass, what waits or is kept back holds them up. */
export const createSendInOrder = (deps: SendInOrderDeps, entries: LiveEntries): SendInOrder => {
  const { cid, store, windows, timer, now } = deps;
  let isRunning = false;
  let isWanted = false;
  let failures = 0;
  let callOff = () => {};

  const run = (): void => {
    isWanted = true;
    callOff();
    if (isRunning || !entries.isOpen()) return;
    isRunning = true;
    void work().finally(() => {
      isRunning = false;
      if (isWanted) run();
    });
  };
  const work = async (): Promise<void> => {
    await entries.load();
    if (!entries.isOpen() || entries.isEmpty()) {
      isWanted = false;
      return;
    }
    await windows.exclusively(`outbox/${cid}`, async () => {
      isWanted = false;
      if (!entries.isOpen()) return;
      let isFresh = await entries.look();
      for (;;) {
        const next = entries.inOrder().find(({ state, kept }) => state !== 'failed' || kept.isCancelled);
        if (!next || !entries.isOpen() || !(await tried(next, isFresh))) return;
        isFresh = false;
      }
    });
  };
  const tried = (live: LiveEntry, isFresh: boolean): Promise<boolean> => {
    live.isTrying = true;
    return attempt(live, isFresh).finally(() => {
      live.isTrying = false;
    });
  };
  /** Answers whether to go on with the next. `isFresh`: what the device keeps was looked at just now. */
  const attempt = async (live: LiveEntry, isFresh: boolean): Promise<boolean> => {
    await live.saving;
    const kept = live.isSaved && !isFresh ? await store.find(cid, live.kept) : live.kept;
    if (!entries.isOpen()) return false;
    if (!entries.has(live)) return true; // cancelled before it was tried
    if (!kept && live.isSaved && !(await isThere(live))) {
      await entries.lostTo(live);
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
      entries.drop(live, answer ?? null);
      if (answer) resolveAll(live, answer);
      entries.tellWindows();
      return true;
    } catch (error) {
      return entries.isOpen() && afterFailure(live, tried, error);
    }
  };
  /** A record that cannot be read now is none that another window has taken away. */
  const isThere = async (live: LiveEntry): Promise<boolean> => {
    const kept = await store.load(cid).catch(() => null);
    return !kept || kept.some((entry) => entry.id === live.kept.id);
  };
  /** Whether the words were changed, here or in another window, while these went out: then they are an edit of what is stored now. */
  const hasChanged = async (live: LiveEntry, tried: KeptEntry): Promise<boolean> => {
    await live.saving;
    const newest = live.isSaved ? await store.find(cid, tried) : null;
    if (newest && isNewer(newest, live.kept)) live.kept = newest;
    if (live.kept === tried) return false;
    if (!live.kept.isCancelled && !tried.isCancelled) live.kept = { ...live.kept, kind: 'edit' };
    await entries.save(live);
    return true;
  };
  const leavingOf = (live: LiveEntry): Leaving => ({
    signal: live.ending.signal,
    mayBeStored: () => {
      if (isOverdue(live.kept, now())) throw new SecureChatError('MESSAGE_OVERDUE');
      live.mayBeStored = true;
      entries.set(live, 'sending');
    },
    onUploadProgress: (percent) => {
      live.uploaded = percent;
      live.onUploadProgress?.(percent);
      entries.set(live, 'sending');
    },
  });

  const afterFailure = (live: LiveEntry, tried: KeptEntry, error: unknown): boolean => {
    live.uploaded = undefined;
    if (live.kept !== tried) return true; // other words, or cancelled: at once
    const verdict = verdictOn(error);
    if (verdict.what === 'doubt') live.doubts += 1;
    const isFinal = verdict.what === 'fail' || (verdict.what === 'doubt' && live.doubts >= MOST_DOUBTS);
    if (isFinal) {
      end(live, verdict, error);
      return true;
    }
    if (verdict.what === 'keep') keepBack(verdict, error);
    else {
      entries.set(live, 'waiting', verdict);
      rest();
    }
    return false;
  };
  const end = (live: LiveEntry, verdict: Verdict, error: unknown): void => {
    const { kept } = live;
    if (kept.isCancelled) {
      entries.drop(live);
      void store.remove(cid, kept);
      return;
    }
    live.kept = { ...kept, ...failedWith(verdict) };
    entries.set(live, 'failed', verdict);
    void entries.save(live);
    rejectAll(live, error);
  };
  /** All that are written to the channel: what holds up one holds up the others. */
  const keepBack = (verdict: Verdict, error: unknown): void => {
    for (const one of entries.inOrder()) {
      if (one.state === 'failed') continue;
      if (!one.kept.wasKeptBack) {
        one.kept = { ...one.kept, wasKeptBack: true };
        void entries.save(one);
      }
      entries.set(one, 'kept-back', verdict);
      rejectAll(one, error);
    }
    rest(LONGEST_KEPT_PAUSE_MS);
  };
  const rest = (longest = LONGEST_PAUSE_MS): void => {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures++, longest);
    callOff();
    callOff = timer(run, pause * (0.5 + deps.random() / 2));
  };

  return {
    run,
    hurry: () => {
      failures = 0;
      run();
    },
    close: () => callOff(),
  };
};
