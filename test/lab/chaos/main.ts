import { parseArgs } from 'node:util';
import colors from 'picocolors';
import { isGood } from './figures.ts';
import { runChaos } from './run-chaos.ts';

const HELP = `npm run lab:chaos -- [--seed <n>] [--people <n>] [--seconds <n>]
  Two hundred people with two devices each set up, write and read on a whole stack on 127.0.0.1, while networks are lost, parts of the stack
  are ended and started again, sockets dropped, and answers lost or refused. Then all come to rest and everything is counted. Ends with 1 when
  anything was lost, doubled or out of order, or somebody did not get there.
  --seed <n>      the same seed makes the same plan (1 unless told)
  --people <n>    how many (200 unless told)
  --seconds <n>   how long things break (120 unless told): half of it while people come, longer when they take longer, and half while they write`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    people: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '120' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const began = performance.now();
const onLine = (line: string) =>
  console.log(colors.dim(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`));
console.log(`${colors.bold('Chaos')}, seed ${values.seed}\n`);
const figures = await runChaos({
  seed: Number(values.seed),
  people: Number(values.people),
  seconds: Number(values.seconds),
  onLine,
});

const { recovery, faults, retries, refusals, troubles, unheard, ...counts } = figures;
console.log();
for (const [name, value] of Object.entries(counts)) console.log(`${name.padEnd(20)} ${value}`);
console.log(
  `${'recovery'.padEnd(20)} ${recovery.count} messages, p50 ${recovery.p50} ms, p99 ${recovery.p99} ms`,
);
for (const [title, tally] of Object.entries({ troubles, refusals, retries, unheard }))
  console.log(
    `${title.padEnd(20)} ${
      Object.entries(tally)
        .map(([name, times]) => `${times} × ${name}`)
        .join(', ') || 'none'
    }`,
  );
for (const fault of faults.slice(0, 40)) console.log(colors.red(fault));
if (faults.length > 40) console.log(colors.red(`and ${faults.length - 40} more`));
console.log(`\nChaos: ${isGood(figures) ? 'held' : 'did not hold'}`);
process.exit(isGood(figures) ? 0 : 1);
