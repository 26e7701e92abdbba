import colors from 'picocolors';
import { takeNoOptions } from '../../toolchain/command-line.mjs';

takeNoOptions(`npm run rehearse
  Deploys the stack to stand-ins for AWS and Stream, changes it, and takes it away again. Takes a minute, needs no account, and leaves nothing behind.`);

console.log(
  `${colors.bold('Rehearsal')}: the stack as it would be deployed, against stand-ins for AWS and Stream\n`,
);
const began = performance.now();
try {
  const { rehearse } = await import('./rehearse.ts');
  await rehearse(({ name, ms, outcome }) =>
    console.log(`  ${colors.green('✓')} ${name.padEnd(20)} ${`${ms} ms`.padStart(9)}   ${outcome}`),
  );
  console.log(
    `\n${colors.green('All as it must be')}, in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  process.exit(0);
} catch (error) {
  console.error(`\n${colors.red(error instanceof Error ? error.message : String(error))}`);
  process.exit(1);
}
