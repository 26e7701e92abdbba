import { parseArgs } from 'node:util';
import { isHelpAsked } from '../toolchain/command-line.mjs';
import { isOverBudget, measureBundles } from './measure-bundles.ts';

if (isHelpAsked()) {
  console.log(
    'npm run bundle-sizes -- [folder]    holds the functions in a synthesized folder (cdk.out) against their budgets',
  );
  process.exit(0);
}
const { positionals } = parseArgs({ allowPositionals: true });
const [folder = 'cdk.out'] = positionals;
const bundles = measureBundles(folder);

for (const bundle of bundles) {
  const { name, kilobytes, budget } = bundle;
  const verdict = isOverBudget(bundle) ? 'OVER' : 'ok';
  console.log(`${name.padEnd(28)}${kilobytes.toFixed(1).padStart(8)} KB of ${budget}  ${verdict}`);
}
process.exitCode = bundles.some(isOverBudget) ? 1 : 0;
