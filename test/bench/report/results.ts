import type { Curve, Table } from '../bench.ts';
import type { Machine } from './machine.ts';

/** What one whole run of `npm run bench` found; what docs/performance/results.json holds. */
export type Results = {
  /** The day, as `2026-11-30`. */
  date: string;
  machine: Machine;
  isQuick: boolean;
  seconds: number;
  benches: readonly { name: string; seconds: number; tables: readonly Table[]; curves: readonly Curve[] }[];
};
