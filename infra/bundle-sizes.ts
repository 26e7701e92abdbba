import { isOverBudget, measureBundles } from './measure-bundles.ts';

const folder = process.argv[2] ?? 'cdk.out';
const bundles = measureBundles(folder);

for (const bundle of bundles) {
  const { name, kilobytes, budget } = bundle;
  const verdict = isOverBudget(bundle) ? 'OVER' : 'ok';
  console.log(`${name.padEnd(28)}${kilobytes.toFixed(1).padStart(8)} KB of ${budget}  ${verdict}`);
}
process.exitCode = bundles.some(isOverBudget) ? 1 : 0;
