// @ts-check
// node toolchain/node.mjs [options of Node] script.ts [arguments]
// Is the Node that the project's scripts need, whichever Node it is started with (docs/decisions/004-node-from-npm.md).
// Plain JavaScript without packages: it runs on Node 20.12, before and after `npm ci`.
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, thisMachine } from './find-node.mjs';
import { installProblem, isLockfileNewer } from './read-install.mjs';
import { runNode } from './run-node.mjs';

const machine = thisMachine(fileURLToPath(new URL('..', import.meta.url)));
const found = findNode(machine);
if ('problem' in found) {
  console.error(found.problem);
  process.exit(1);
}
const stale = isLockfileNewer(machine.root) && installProblem(machine);
if (stale) console.error(`Note: ${stale.says}. Run: ${stale.mend}`);
// Tools that say just `node`, such as `cdk`, get the same one.
process.env.PATH = [dirname(found.binary), process.env.PATH].join(delimiter);
// Each process keeps what it compiled for the next one: a command starts in half the time.
process.env.NODE_COMPILE_CACHE ??= join(machine.root, 'node_modules/.cache/node');
runNode(found.binary, process.argv.slice(2));
