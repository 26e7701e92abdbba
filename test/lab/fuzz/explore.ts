import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { createChance } from '../../model/chance.ts';
import { type Unreached, watchCoverage } from './coverage.ts';
import { TARGETS } from './targets.ts';
import { type Finding, Trial } from './trial.ts';

/** For which target, and how many inputs. */
export type Exploration = { name: string; inputs: number; seed: number };

export type Explored = {
  tried: number;
  kept: readonly string[];
  coverage: readonly Unreached[];
  finding: Finding | null;
};

/*
 * A thread that tries inputs and watches what they reach. A thread of its own: code that was watched once stays five times as slow, and code that was
 * loaded before is not watched.
 *
 * Unoptimized: optimized code does not count its calls, and a function whose calls are not counted is not told of at all. What grew was then lost when the
 * halves were tried again, and looked for down to each single input.
 */
const OPTIMIZERS = ['opt', 'maglev'];
for (const optimizer of OPTIMIZERS) setFlagsFromString(`--no-${optimizer}`);
const { name, inputs, seed } = workerData as Exploration;
const { files, load } = TARGETS[name] ?? { files: [], load: () => Promise.reject(new Error('no target')) };
const coverage = watchCoverage(files);
const target = await load();
coverage.grew();
const trial = new Trial(target, target.seeds, coverage);
await trial.run(inputs, createChance(seed));
for (const optimizer of OPTIMIZERS) setFlagsFromString(`--${optimizer}`);
const explored: Explored = {
  tried: trial.tried,
  kept: trial.kept,
  coverage: coverage.read(),
  finding: trial.finding,
};
parentPort?.postMessage(explored);
