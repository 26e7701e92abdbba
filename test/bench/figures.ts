import type { Figure } from './bench.ts';

/** The figure of at least one sample. */
export const figureOf = (samples: readonly number[]): Figure => {
  const sorted = [...samples].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), low: at(0.05), high: at(0.95) };
};

/** What was counted, and is the same each time. */
export const exactly = (value: number): Figure => ({ median: value, low: value, high: value });

type Timed<Name extends string> = Record<Name, () => Promise<number>>;

/**
 * Runs every one of them once a turn, `turns` times and once before that does not count, each turn in another order: what the machine does meanwhile
 * falls on all of them alike. Each answers its own sample, such as the milliseconds it took.
 */
export const inTurns = async <Name extends string>(
  turns: number,
  measured: Timed<Name>,
): Promise<Record<Name, Figure>> => {
  const names = Object.keys(measured) as Name[];
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let turn = -1; turn < turns; turn++) {
    const shift = (turn + 1) % names.length;
    for (const name of [...names.slice(shift), ...names.slice(0, shift)]) {
      const sample = await measured[name]();
      if (turn >= 0) samples.get(name)?.push(sample);
    }
  }
  return Object.fromEntries(names.map((name) => [name, figureOf(samples.get(name) ?? [])])) as Record<
    Name,
    Figure
  >;
};
