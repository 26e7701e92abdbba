import type { Addresses } from './stream-app.ts';

/** To set Stream up, or to put back what was there before. */
export type SetupTask = 'configure' | 'restore';

/** What could not be done at Stream, with all that is needed to do it later, also when the stack is gone. */
export type Pending = Addresses & { task: SetupTask; since: string };

/** The memory of what is still to be done at Stream: at most one thing, the last that was asked for. */
export type PendingSetup = {
  find: () => Promise<Pending | null>;
  /** Remembers it; `since` stays that of what was pending before. Safe to repeat. */
  mark: (pending: Pending) => Promise<void>;
  clear: () => Promise<void>;
};
