import type { Outage } from './breakages.ts';
import type { Entry, Fault } from './ledger.ts';

export type Figures = {
  people: number;
  devices: number;
  enrolled: number;
  duplicateIdentities: number;
  written: number;
  sent: number;
  refused: number;
  open: number;
  readings: number;
  lost: number;
  twice: number;
  outOfOrder: number;
  unreadable: number;
  /** Milliseconds from the end of an outage until a message written during it was acknowledged. */
  recovery: { count: number; p50: number; p99: number };
  /** What went wrong, in full. */
  faults: readonly string[];
  /** Steps that had to be taken again, by reason: no fault, but worth a look. */
  retries: Readonly<Record<string, number>>;
  refusals: Readonly<Record<string, number>>;
  troubles: Readonly<Record<string, number>>;
  /** Failures that nobody waited for, by reason. */
  unheard: Readonly<Record<string, number>>;
};

/** Whether nothing was lost, doubled or out of order, and everybody got there. */
export const isGood = (figures: Figures): boolean =>
  figures.faults.length === 0 &&
  figures.sent > 0 &&
  figures.enrolled === figures.people &&
  figures.open === 0;

export const countOf = (faults: readonly Fault[], kind: Fault['kind']): number =>
  faults.filter((fault) => fault.kind === kind).length;

/** For each message that waited through an outage of its own network, or of a part: how long after its last end it was acknowledged. */
export const recoveriesOf = (
  entries: readonly Entry[],
  outages: readonly Outage[],
  networkOf: (entry: Entry) => number,
): number[] =>
  entries.flatMap((entry) => {
    const { outcome, settledAtMs, writtenAtMs } = entry;
    if (outcome !== 'sent' || settledAtMs === undefined) return [];
    const ends = outages
      .filter(({ network }) => network === undefined || network === networkOf(entry))
      .filter(
        ({ fromMs, untilMs }) => fromMs < settledAtMs && untilMs > writtenAtMs && untilMs <= settledAtMs,
      )
      .map(({ untilMs }) => untilMs);
    return ends.length === 0 ? [] : [settledAtMs - Math.max(...ends)];
  });

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
};

export const tally = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
