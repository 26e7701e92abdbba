import * as fc from 'fast-check';
import {
  complaint,
  isHelpAsked,
  readCommandLine,
  USAGE_EXIT,
  UsageError,
} from '../../toolchain/command-line.mjs';
import { play, type Story, story } from './run.ts';

const USAGE = `npm run model -- --runs <number>    2000 unless told
  --seed=<number>   a run that was there before
  --path <path>     a story of it
  --shrink          makes a story that fails smaller, which takes minutes
  Plays random stories of five people and says how many, with which seed and how long.`;

const options = {
  runs: { type: 'string', default: '2000' },
  seed: { type: 'string' },
  path: { type: 'string' },
  shrink: { type: 'boolean' },
} as const;

const readOptions = () => {
  if (isHelpAsked()) {
    console.log(USAGE);
    process.exit(0);
  }
  try {
    return readCommandLine({ options }).values;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(complaint(error, USAGE));
    process.exit(USAGE_EXIT);
  }
};

const values = readOptions();
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
  endOnFailure: !values.shrink,
});
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (result.failed) console.error(fc.defaultReportMessage(result), result.errorInstance);
console.log(
  `${result.numRuns} runs (${undisturbed} without attack, reset or decision), seed ${seed}, ${seconds} s, ${unhandled} unhandled rejections`,
);
process.exitCode = result.failed || unhandled > 0 ? 1 : 0;
