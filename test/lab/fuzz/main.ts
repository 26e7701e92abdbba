import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import {
  complaint,
  isHelpAsked,
  readCommandLine,
  USAGE_EXIT,
  UsageError,
} from '../../../toolchain/command-line.mjs';
import { sayDisguises, sayRun } from './report.ts';
import { runTarget } from './run-target.ts';
import { TARGETS } from './targets.ts';
import { brokenPromise } from './trial.ts';

const NAMES = Object.keys(TARGETS);
const HELP = `npm run lab:fuzz -- [--target <name>] [--inputs <n>] [--seed <n>] [--input <file>]
  Tries what reads the words of others with inputs that it makes itself: each from one that reached code, or got an answer, which none had
  before. Then words in every costume at every place of a message. Prints what was reached, and ends with 1 when a promise is broken, with the input.
  --target <name>   one of ${NAMES.join(', ')}; all of them unless told
  --inputs <n>      how many in all (10000000 unless told: some ten minutes)
  --seed <n>        the same seed makes the same inputs (1 unless told)
  --input <file>    tries what is in this file alone; needs --target`;

const OPTIONS = {
  target: { type: 'string', default: '' },
  inputs: { type: 'string', default: '10000000' },
  seed: { type: 'string', default: '1' },
  input: { type: 'string', default: '' },
} as const;

type Wanted = { target: string; inputs: number; seed: number; input: string };

const readWanted = (): Wanted => {
  const { target, inputs, seed, input } = readCommandLine({ options: OPTIONS }).values;
  if (target !== '' && !NAMES.includes(target)) throw new UsageError(`The targets are: ${NAMES.join(', ')}.`);
  if (!/^[1-9]\d{0,9}$/.test(inputs) || !/^\d{1,9}$/.test(seed))
    throw new UsageError('--inputs and --seed take whole numbers.');
  if (input !== '' && target === '') throw new UsageError('--input needs --target.');
  return { target, inputs: Number(inputs), seed: Number(seed), input };
};

const readOrEnd = (): Wanted => {
  try {
    return readWanted();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(complaint(error, HELP));
    process.exit(USAGE_EXIT);
  }
};

const tryFile = async (name: string, file: string): Promise<boolean> => {
  const target = await TARGETS[name]?.load();
  const promise = target ? await brokenPromise(target, readFileSync(file, 'utf8')) : null;
  console.log(promise === null ? 'Every promise holds.' : `Broken: ${promise}`);
  return promise === null;
};

const tryTarget = async ({ target: name, inputs, seed }: Wanted): Promise<boolean> => {
  const target = await TARGETS[name]?.load();
  return (
    target !== undefined && (await sayRun(name, await runTarget(target, { name, inputs, seed }), target))
  );
};

/** Each in a process of its own, two at a time, for two cores. */
const tryAll = async ({ inputs, seed }: Wanted): Promise<boolean> => {
  const share = Math.ceil(inputs / NAMES.length);
  const limit = pLimit(2);
  const ended = await Promise.all(
    NAMES.map((name) =>
      limit(async () => {
        const args = ['--target', name, '--inputs', String(share), '--seed', String(seed)];
        const child = spawn(process.execPath, [import.meta.filename, ...args], { stdio: 'inherit' });
        const [code] = await once(child, 'exit');
        return code === 0;
      }),
    ),
  );
  return [...ended, await sayDisguises()].every(Boolean);
};

if (isHelpAsked()) {
  console.log(HELP);
  process.exit(0);
}
const wanted = readOrEnd();
const isGood = await (wanted.input
  ? tryFile(wanted.target, wanted.input)
  : wanted.target
    ? tryTarget(wanted)
    : tryAll(wanted));
if (!wanted.target) console.log(`\nFuzz: ${isGood ? 'held' : 'did not hold'}`);
process.exit(isGood ? 0 : 1);
