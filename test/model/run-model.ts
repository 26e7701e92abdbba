import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { play, type Story, story } from './run.ts';

/* `npm run model -- --runs 2000 [--seed=n] [--path p] [--shrink]`: plays random stories of five people and says how many, with which seed and how long. */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    shrink: { type: 'boolean' },
  },
});
const numRuns = Number(values.runs);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
let [unhandled, undisturbed] = [0, 0];
const playAndCount = async (told: Story): Promise<void> => {
  if (await play(told)) undisturbed += 1;
};
process.on('unhandledRejection', (reason) => {
  unhandled += 1;
  console.error('unhandled:', reason);
});
const started = performance.now();
const result = await fc.check(fc.asyncProperty(story, playAndCount), {
  numRuns,
  seed,
  ...(values.path && { path: values.path }),
  endOnFailure: !values.shrink, // making a story smaller takes minutes
});
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (result.failed) console.error(fc.defaultReportMessage(result), result.errorInstance);
console.log(
  `${result.numRuns} runs (${undisturbed} without attack, reset or decision), seed ${seed}, ${seconds} s, ${unhandled} unhandled rejections`,
);
process.exitCode = result.failed || unhandled > 0 ? 1 : 0;
