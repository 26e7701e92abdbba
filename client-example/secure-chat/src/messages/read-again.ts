import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { Timer } from '../platform/timer.ts';
import type { ReadMessage } from './incoming.ts';

type StreamMessage = MessageResponse | LocalMessage;

/** Messages of one channel that could not be read for a moment: a server did not answer, or there was no connection. */
export type ReadAgain = {
  /** What came of a try to read a message. */
  note: (message: StreamMessage, read: ReadMessage) => void;
  /** The message was deleted: nothing more is told of it. */
  forget: (id: string) => void;
  /** Tries all that are left now: there is a connection again. */
  hurry: () => void;
  /** Tells each that could be read after all, or never will be; answers how to stop. */
  subscribe: (listener: (message: StreamMessage, read: ReadMessage) => void) => () => void;
  close: () => void;
};

export type ReadAgainDeps = {
  timer: Timer;
  /** Reads the message as it is held now, which may be a later one than was tried before. */
  read: (message: StreamMessage) => Promise<{ message: StreamMessage; read: ReadMessage }>;
};

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** More are read when somebody asks for them. */
const MOST = 300;
/** After so many in a row it is the server that is away: the others are the first next time. */
const MOST_IN_VAIN = 3;

/** Tries after pauses that grow, and as soon as it is told to hurry, for as long as something is left. */
export const createReadAgain = ({ timer, read }: ReadAgainDeps): ReadAgain => {
  const left = new Map<string, StreamMessage>();
  const listeners = new Set<(message: StreamMessage, read: ReadMessage) => void>();
  let isOpen = true;
  let isRunning = false;
  let failures = 0;
  let reading: string | undefined;
  let callOff: (() => void) | undefined;

  const rest = (): void => {
    if (!isOpen || isRunning || callOff || left.size === 0) return;
    callOff = timer(run, Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
  };
  const run = (): void => {
    callOff?.();
    callOff = undefined;
    if (!isOpen || isRunning || left.size === 0) return;
    isRunning = true;
    void tryAll().finally(() => {
      isRunning = false;
      rest();
    });
  };
  const tryAll = async (): Promise<void> => {
    failures += 1;
    let inVain = 0;
    for (const tried of [...left.values()]) {
      if (!isOpen || inVain === MOST_IN_VAIN) return;
      if (left.get(tried.id) !== tried) continue; // read meanwhile, or another one by now
      left.delete(tried.id);
      reading = tried.id;
      const found = await read(tried);
      if (reading === undefined) left.delete(tried.id);
      if (isUnanswered(found.read)) inVain += 1;
      if (isUnanswered(found.read) || reading === undefined || !isOpen) continue;
      [failures, inVain] = [0, 0];
      for (const listener of [...listeners]) listener(found.message, found.read);
    }
  };
  return {
    note: (message, found) => {
      left.delete(message.id);
      if (!isOpen || !isUnanswered(found)) return;
      left.set(message.id, message);
      for (const id of left.keys()) if (left.size > MOST) left.delete(id);
      rest();
    },
    forget: (id) => {
      left.delete(id);
      if (reading === id) reading = undefined;
    },
    hurry: () => {
      failures = 0;
      run();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      isOpen = false;
      callOff?.();
      left.clear();
      listeners.clear();
    },
  };
};

/** Nobody could say. What is out of reach for another reason may be read after an event, and not because time has passed. */
const isUnanswered = (read: ReadMessage): boolean =>
  read.kind === 'unreadable' && read.isPassing === true && read.reason === 'undecryptable';
