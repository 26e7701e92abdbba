import type { EmulatorClock } from './clock.ts';

/**
 * Stream's servers hear of changed settings one after another: for seconds a channel type that was just made is unknown
 * (404, or 400 "not a defined channel type", both code 16), and reads give the values of before; the answer to the change
 * itself is always fresh. [pub: getstream-go chat_misc_integration_test.go, stream-py test_chat_misc.py: sleeps of 3 s and up
 * to five repeats after create, update and delete of a type and after `PATCH /app`; stream-chat-net PermissionTests.cs: 6 s]
 *
 * Left out: that two reads at the same time may be answered by different servers. Here all of them hear at the same moment.
 */
export type Lag = {
  /** To be called before something changes, with what it is until then; undefined is "not there". */
  changing: (name: string, before: unknown) => void;
  /** What a reader is told of it. */
  seen: <Value>(name: string, newest: Value) => Value;
  /** The names of all that readers are told otherwise of. */
  names: () => string[];
};

type Change = { before: unknown; until: number };

/** The longest that the vendor's own tests wait. */
export const PUBLISHED_LAG_MS = 6_000;

export const openLag = (clock: EmulatorClock, lagMs: () => number): Lag => {
  const changes = new Map<string, Change[]>();
  const unheard = (name: string): Change[] => {
    const left = (changes.get(name) ?? []).filter(({ until }) => until > clock.peek());
    if (left.length > 0) changes.set(name, left);
    else changes.delete(name);
    return left;
  };
  return {
    changing: (name, before) => {
      const ms = lagMs();
      if (ms === 0) return;
      const change = { before: structuredClone(before), until: clock.peek() + ms };
      changes.set(name, [...unheard(name), change]);
    },
    seen: <Value>(name: string, newest: Value): Value => {
      const [oldest] = unheard(name);
      return oldest ? (oldest.before as Value) : newest;
    },
    names: () => [...changes.keys()].filter((name) => unheard(name).length > 0),
  };
};
