/** One record: as it lies on the device, and what was encrypted to it. */
type Written = { sealed: Uint8Array; bytes: Uint8Array };

/** What this window wrote last, in memory only: an outbox looks several times at an entry that it wrote a moment ago. */
export type KnownRecords = {
  /** What stands in a record that is byte for byte the one that was noted; undefined for any other. */
  find: (name: string, sealed: Uint8Array) => Uint8Array | undefined;
  /** Neither array may be changed afterwards. */
  note: (name: string, written: Written) => void;
  forget: (name: string) => void;
  clear: () => void;
};

const MOST = 100;
/** Messages are shorter; files are not kept twice. */
const MOST_BYTES = 20_000;

/** Remembers the last hundred of those that are not long. */
export const createKnownRecords = (): KnownRecords => {
  const known = new Map<string, Written>();
  return {
    find: (name, sealed) => {
      const written = known.get(name);
      return written && isSame(written.sealed, sealed) ? written.bytes : undefined;
    },
    note: (name, written) => {
      known.delete(name);
      if (written.sealed.length > MOST_BYTES) return;
      known.set(name, written);
      for (const oldest of known.keys()) {
        if (known.size <= MOST) return;
        known.delete(oldest);
      }
    },
    forget: (name) => {
      known.delete(name);
    },
    clear: () => known.clear(),
  };
};

const isSame = (some: Uint8Array, others: Uint8Array): boolean =>
  some.length === others.length && some.every((byte, at) => byte === others[at]);
