import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  complaint,
  isHelpAsked,
  readCommandLine,
  USAGE_EXIT,
  type UsageError,
} from '../../toolchain/command-line.mjs';
import type { Findings } from './bench.ts';
import { BENCHES, QUICK_BENCHES } from './benches.ts';
import { consoleTable } from './report/console-report.ts';
import { thisMachine } from './report/machine.ts';
import type { Results } from './report/results.ts';
import { writeReport } from './report/write-report.ts';

const USAGE = `npm run bench -- [options]
  Measures what people wait for, beside its floor and its alternative: in less than 15 minutes, on a machine that does nothing else.
  Writes .build/bench/performance.md, with the figures as JSON and a plot of each table in .build/bench/performance.

  --quick         in two minutes: fewer turns, smaller crowds, and without the list of messages, whose page alone takes long to build
  --only <names>  only these, with commas between: ${BENCHES.join(', ')}
  --write         writes docs/performance.md instead; only with all of them`;

const options = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;

const readOptions = () => {
  try {
    const { values } = readCommandLine({ options });
    const names = values.only?.split(',') ?? (values.quick ? QUICK_BENCHES : BENCHES);
    const unknown = names.find((name) => !(BENCHES as readonly string[]).includes(name));
    if (unknown !== undefined) return refuse('--only names a bench that does not exist.');
    if (values.write && (values.quick || values.only !== undefined))
      return refuse('--write takes all benches at their full length.');
    return { ...values, names };
  } catch (error) {
    return refuse(complaint(error as UsageError, ''));
  }
};

const refuse = (message: string): never => {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(USAGE_EXIT);
};

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 1000);

const runOne = async (name: string, quick: boolean): Promise<Results['benches'][number]> => {
  const began = performance.now();
  const child = fork(join(import.meta.dirname, 'run-bench.ts'), quick ? [name, '--quick'] : [name], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // What a bench prints by the way is not what it found.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let findings: Findings | undefined;
  child.once('message', (message) => {
    findings = message as Findings;
  });
  await once(child, 'exit');
  if (!findings) throw new Error(`The bench ${name} did not come to its end`);
  return { name, seconds: secondsSince(began), tables: findings.tables, curves: findings.curves ?? [] };
};

const measureAll = async ({ names, quick }: { names: readonly string[]; quick: boolean }) => {
  const began = performance.now();
  const benches: Results['benches'][number][] = [];
  for (const name of names) {
    console.error(`${name}...`);
    try {
      const found = await runOne(name, quick);
      benches.push(found);
      for (const table of found.tables) console.log(consoleTable(table));
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: thisMachine(),
    isQuick: quick,
    seconds: secondsSince(began),
    benches,
  };
  return results;
};

if (isHelpAsked()) {
  console.log(USAGE);
  process.exit(0);
}
const asked = readOptions();
const results = await measureAll(asked);
const isWhole = results.benches.length === asked.names.length;
const root = join(import.meta.dirname, '..', '..');
const folder = asked.write && isWhole ? join(root, 'docs') : join(root, '.build', 'bench');
writeReport(folder, results);
console.log(`${results.seconds} s in all. Written: ${join(folder, 'performance.md')}`);
process.exitCode = isWhole ? 0 : 1;
