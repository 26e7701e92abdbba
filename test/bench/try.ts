/** Runs one bench alone and prints what it found, as JSON: `node toolchain/node.mjs test/bench/try.ts <name> [--quick]`. */
import type { Bench } from './bench.ts';

const [name = '', ...flags] = process.argv.slice(2);
const { bench } = (await import(`./${name}/bench.ts`)) as { bench: Bench };
const began = performance.now();
const findings = await bench.run({
  quick: flags.includes('--quick'),
  say: (what) => process.stderr.write(`${what}\n`),
});
console.log(JSON.stringify(findings, null, 1));
process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`);
process.exit();
