/** One bench, in the process that `main.ts` starts for it: what one loads and leaves behind does not fall on the next. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench } from './bench.ts';

const [name = '', ...flags] = process.argv.slice(2);
const file = pathToFileURL(join(import.meta.dirname, name, 'bench.ts')).href;
const { bench } = (await import(file)) as { bench: Bench };
const findings = await bench.run({
  quick: flags.includes('--quick'),
  say: (what) => process.stderr.write(`  ${what}\n`),
});
// The channel closes with the process, so it must have been sent before that.
process.send?.(findings, undefined, undefined, () => process.exit());
