/** One figure: the middle of its samples, and the 5th and the 95th of a hundred. A count has no spread. */
export type Figure = { median: number; low: number; high: number };

/** What is asked of a row: the value itself, the value beside its floor, or how many times the alternative takes. */
export type Goal =
  | { of: 'value'; atMost: number }
  | { of: 'overFloor'; atMost: number }
  | { of: 'belowAlternative'; atLeast: number };

export type Row = {
  /** What was measured, in a reader's words. */
  name: string;
  value: Figure;
  /** What it cannot go below: the same work without us. Measured in the same run, in turns with the value. */
  floor?: Figure;
  /** What somebody else's way takes. Measured in the same run, in turns with the value. */
  alternative?: Figure;
  goals?: readonly Goal[];
  /** Why a goal is not met, or what a reader should know; one sentence. */
  note?: string;
};

export type Table = {
  /** Kebab-case; the plot's file is named after it. */
  id: string;
  title: string;
  /** Of all figures: `ms`, `calls`, `KB`, `messages a second`. */
  unit: string;
  /** What was done, how many times, and what floor and alternative are; a few sentences. */
  how: string;
  rows: readonly Row[];
};

/** A line plot, for what grows with something. */
export type Curve = {
  id: string;
  title: string;
  x: { name: string; logarithmic?: boolean };
  y: { name: string; logarithmic?: boolean };
  series: readonly { name: string; points: readonly (readonly [x: number, y: number])[] }[];
};

export type Findings = { tables: readonly Table[]; curves?: readonly Curve[] };

export type BenchOptions = {
  /** All benches together then take two minutes: fewer turns, smaller crowds. */
  quick: boolean;
  /** Tells who waits what is being done. */
  say: (what: string) => void;
};

/** `test/bench/<name>/bench.ts` exports one as `bench`; `test/bench/main.ts` lists them. */
export type Bench = { name: string; run: (options: BenchOptions) => Promise<Findings> };
