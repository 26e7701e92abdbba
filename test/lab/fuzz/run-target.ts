import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createChance } from '../../model/chance.ts';
import type { Unreached } from './coverage.ts';
import type { Exploration, Explored } from './explore.ts';
import type { Target } from './target.ts';
import { type Finding, Trial } from './trial.ts';

export type Ran = {
  inputs: number;
  /** Inputs of which it was watched what they reach. */
  watched: number;
  /** Of those that were not. */
  accepted: number;
  seconds: number;
  /** Inputs that were kept because something new came of them, seeds among them. */
  kept: number;
  kinds: readonly string[];
  coverage: readonly Unreached[];
  finding: Finding | null;
};

/** As the rest of them are made from what was kept here. */
const WATCHED = 0.04;
const FEWEST_WATCHED = 40_000;

/**
 * Tries so many inputs, each made from one that was kept: a seed, or one that reached code, or got an answer, that none had before. What they reach is
 * watched for the first of them. Ends at the first broken promise. The same seed makes the same inputs.
 */
export const runTarget = async (
  target: Target,
  { name, inputs, seed }: { name: string; inputs: number; seed: number },
): Promise<Ran> => {
  const began = performance.now();
  const watched = Math.min(inputs, Math.max(FEWEST_WATCHED, Math.round(inputs * WATCHED)));
  const { tried, kept, coverage, finding } = await explore({ name, inputs: watched, seed });
  const trial = new Trial(target, kept);
  if (!finding) await trial.run(inputs - watched, createChance(seed + 1));
  return {
    inputs: tried + trial.tried,
    watched: tried,
    accepted: trial.accepted,
    seconds: (performance.now() - began) / 1000,
    kept: trial.kept.length,
    kinds: [...trial.kinds].sort(),
    coverage,
    finding: finding ?? trial.finding,
  };
};

const explore = async (exploration: Exploration): Promise<Explored> => {
  const worker = new Worker(new URL('explore.ts', import.meta.url), { workerData: exploration });
  const [explored] = await once(worker, 'message');
  return explored as Explored;
};
