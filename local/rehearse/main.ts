import colors from 'picocolors';
import { takeNoOptions } from '../../toolchain/command-line.mjs';

takeNoOptions(`npm run rehearse
  Deploys the stack to stand-ins for AWS and Stream, changes it, and takes it away again. Takes a minute, needs no account, and leaves nothing behind.`);

console.log(
  `${colors.bold('Rehearsal')}: the stack as it would be deployed, against stand-ins for AWS and Stream\n`,
);
const began = performance.now();
let passed = 0;
// The last line is the one that CI counts from.
const end = (failed: 0 | 1): never => {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`\nRehearsal: ${passed} passed, ${failed} failed, in ${seconds} s`);
  process.exit(failed);
};
try {
  const { rehearse } = await import('./rehearse.ts');
  await rehearse(({ name, ms, outcome }) => {
    passed++;
    console.log(`  ${colors.green('✓')} ${name.padEnd(20)} ${`${ms} ms`.padStart(9)}   ${outcome}`);
  });
  end(0);
} catch (error) {
  console.error(`\n${colors.red(error instanceof Error ? error.message : String(error))}`);
  end(1);
}
