import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Choose, openBench, scenariosNamed, type Tried, tryFaults } from './bench.ts';
import { FAULTS } from './fault-kinds.ts';
import { titleOf } from './judge.ts';
import { PAGE_FILE, pageWith } from './page.ts';
import { scenarios } from './scenarios.ts';

/*
 * `npm run lab:faults`: every fault at every outward call of every function. Ends with 1 when one of them leaves what must not be, or docs/faults.md is
 * not what was found. `-- --write` writes the page; `-- --only challenge` tries the requests of one function, and `--faults timeout,lost` some faults, which
 * leaves the page alone.
 */

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    faults: { type: 'string', default: FAULTS.map(({ name }) => name).join(',') },
    /** One cell in so many of each scenario, from this one on. */
    every: { type: 'string', default: '1' },
    /** For the processes that this one starts: which part of how many. */
    part: { type: 'string' },
    processes: { type: 'string', default: '2' },
    /** Prints what was found, and judges nothing. */
    json: { type: 'boolean', default: false },
  },
});

const chosen: Choose = (_, { fault }, number) =>
  values.faults.split(',').includes(fault) && number % Number(values.every) === 0;

const tryPart = async (part: number, parts: number): Promise<Tried[]> => {
  const bench = await openBench();
  const tried: Tried[] = [];
  for (const [index, scenario] of scenariosNamed(values.only).entries())
    if (index % parts === part) {
      tried.push(await tryFaults(bench, scenario, chosen));
      process.stderr.write('.');
    }
  await bench.close();
  return tried;
};

/** The clock of a process can be taken once, and scenarios do not share one: so each part is a process. */
const inProcesses = async (parts: number): Promise<Tried[]> => {
  const answers = await Promise.all(
    Array.from({ length: parts }, async (_, part) => {
      const given = ['--only', values.only, '--faults', values.faults, '--every', values.every];
      const child = fork(import.meta.filename, [...given, '--part', `${part}/${parts}`], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const ended = once(child, 'exit').then(() => {
        throw new Error(`Part ${part} of ${parts} ended before it had found anything`);
      });
      const [tried] = await Promise.race([once(child, 'message'), ended]);
      return tried as Tried[];
    }),
  );
  const order = scenariosNamed(values.only).map(({ of, name }) => `${of}: ${name}`);
  return answers.flat().sort((one, other) => order.indexOf(one.scenario) - order.indexOf(other.scenario));
};

if (values.part !== undefined) {
  const [part = 0, parts = 1] = values.part.split('/').map(Number);
  const tried = await tryPart(part, parts);
  process.send?.(tried, undefined, undefined, () => process.exit(0));
} else {
  const tried = await inProcesses(Number(values.processes));
  if (values.json)
    await new Promise<void>((done) => void process.stdout.write(JSON.stringify(tried), () => done()));
  else report(tried);
}

function report(tried: readonly Tried[]): never {
  const cells = tried.flatMap((one) => one.cells);
  const bad = cells.filter(({ problems }) => problems.length > 0);
  console.log(
    `\n${tried.length} requests, ${tried.flatMap(({ calls }) => calls).length} calls, ${cells.length} faults.`,
  );
  for (const { scenario, call, fault, stays, answer, waited, state, problems } of bad)
    console.log(
      [
        scenario,
        call,
        stays ? `${fault}, stays` : fault,
        `${answer} ${waited}`,
        state,
        problems.join('; '),
      ].join(' | '),
    );
  const hasAll = values.every === '1' && values.faults.split(',').length === FAULTS.length;
  const known = existsSync(PAGE_FILE) ? readFileSync(PAGE_FILE, 'utf8') : '';
  const page = hasAll ? pageWith(tried, known, scenarios.map(titleOf)) : known;
  if (values.write) writeFileSync(PAGE_FILE, page);
  else if (page !== known) console.log('docs/faults.md is not what was found: npm run lab:faults -- --write');
  process.exit(bad.length > 0 || (page !== known && !values.write) ? 1 : 0);
}
