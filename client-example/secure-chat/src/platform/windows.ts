import { createTurns, type InTurn } from './in-turn.ts';

/**
 * What a window tells the others of the same person. Plain JSON, without words of people, keys or tokens: other code of the same origin can hear it.
 * `signed-out`: this person has signed out, or their account was erased; every window of theirs ends, and writes nothing any more.
 * `erasure-pending`: their account is going to be erased at `dueAt` (ISO 8601); `account-kept`: that was taken back. `set-up-done`: this device has its identity now.
 */
export type WindowNews =
  | { type: 'signed-out' }
  | { type: 'erasure-pending'; dueAt: string }
  | { type: 'account-kept' }
  | { type: 'set-up-done' }
  | { type: 'outbox-changed'; cid: string };

/** What several windows of one person on one device need of each other. An app hands its own to `createSecureChat`; alone, one process is one window. */
export type Windows = {
  /**
   * Runs `work` while no other work of this name runs, in this window or another of this person; in the order asked. What `work` throws is passed on, and the next goes on.
   * A window that is closed gives its place away. Never ask for a name inside of work of the same name: it would wait for itself.
   */
  exclusively: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;
  /** Tells the other windows of this person; never this one. A window that sleeps may hear it late, one that is closed never. */
  tell: (news: WindowNews) => void;
  /** Calls the listener with what other windows tell; answers how to stop. */
  listen: (listener: (news: WindowNews) => void) => () => void;
};

/** For an app that has one window, as in Node and on React Native: work of one name goes one after another, and there is nobody to tell. */
export const oneWindow = (): Windows => {
  const turns = new Map<string, InTurn>();
  return {
    exclusively: (name, work) => {
      const inTurn = turns.get(name) ?? createTurns();
      turns.set(name, inTurn);
      return inTurn(work);
    },
    tell: () => undefined,
    listen: () => () => undefined,
  };
};
