import { errorName } from './error-name.ts';

/** One message that a device was given to send. */
export type Entry = {
  /** `<person>/<device>/<number>`; the number counts what this device has written in this channel. */
  text: string;
  cid: string;
  person: number;
  device: number;
  number: number;
  writtenAtMs: number;
  /** `sent`: Stream has it, and its sender was told. `refused`: the sender was told that it will not go. `open`: neither. */
  outcome: 'sent' | 'refused' | 'open';
  settledAtMs?: number;
  refusal?: string;
};

/** A channel as one device reads it at the end: the texts in the order shown. */
export type Reading = { cid: string; person: number; device: number; texts: readonly string[] };

/** What is wrong about a reading, in words that name the messages by their numbers only. */
export type Fault = { kind: 'lost' | 'twice' | 'order' | 'unreadable'; what: string };

export type Ledger = {
  write: (cid: string, person: number, device: number, atMs: number) => Entry;
  sent: (entry: Entry, atMs: number) => void;
  refused: (entry: Entry, atMs: number, error: unknown) => void;
  entries: () => readonly Entry[];
};

export const openLedger = (): Ledger => {
  const entries: Entry[] = [];
  const counts = new Map<string, number>();
  return {
    write: (cid, person, device, atMs) => {
      const key = `${cid} ${person}/${device}`;
      const number = (counts.get(key) ?? 0) + 1;
      counts.set(key, number);
      const text = `${person}/${device}/${number}`;
      const entry: Entry = { text, cid, person, device, number, writtenAtMs: atMs, outcome: 'open' };
      entries.push(entry);
      return entry;
    },
    sent: (entry, atMs) => {
      entry.outcome = 'sent';
      entry.settledAtMs = atMs;
    },
    refused: (entry, atMs, error) => {
      entry.outcome = 'refused';
      entry.settledAtMs = atMs;
      entry.refusal = errorName(error);
    },
    entries: () => entries,
  };
};

/**
 * Holds one reading against what was written: each message whose sender was told that it is sent stands there exactly once, each sender's in the order
 * written; none stands there twice.
 */
export const faultsOf = ({ cid, person, device, texts }: Reading, entries: readonly Entry[]): Fault[] => {
  const where = `at ${person}/${device} in ${cid}`;
  const here = entries.filter((entry) => entry.cid === cid);
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  const faults: Fault[] = [];
  for (const { text, outcome } of here) {
    const count = times.get(text) ?? 0;
    if (outcome === 'sent' && count === 0) faults.push({ kind: 'lost', what: `${text} ${where}` });
    if (count > 1) faults.push({ kind: 'twice', what: `${text} ${where}` });
  }
  const last = new Map<string, number>();
  for (const text of texts) {
    const [author, number] = splitText(text);
    if (number < (last.get(author) ?? 0))
      faults.push({ kind: 'order', what: `${text} after ${last.get(author)} ${where}` });
    last.set(author, Math.max(number, last.get(author) ?? 0));
  }
  return faults;
};

const splitText = (text: string): [author: string, number: number] => {
  const [person, device, number] = text.split('/');
  return [`${person}/${device}`, Number(number)];
};
