// @ts-check
// npm run doctor:local: says what this machine lacks for the project's commands, and how to mend it. Ends with 1 if anything.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeNoOptions } from './command-line.mjs';
import { findBrowser } from './find-browser.mjs';
import { findNode, isAtLeast, thisMachine } from './find-node.mjs';
import { installProblem } from './read-install.mjs';

takeNoOptions(
  'npm run doctor:local\n  Says what this machine lacks for the commands of this project. Ends with 1 if anything.',
);

const machine = thisMachine(fileURLToPath(new URL('..', import.meta.url)));
const { engines } = JSON.parse(readFileSync(join(machine.root, 'package.json'), 'utf8'));
/** As package.json says `>=20.12`. @type {{ node: string, npm: string }} */
const oldest = { node: engines.node.replace('>=', ''), npm: engines.npm.replace('>=', '') };

/**
 * @typedef {{ says: string, mend?: string }} Finding With `mend` something is wrong.
 */

/** @returns {Finding} */
const ownNode = () => {
  const version = machine.own()?.version;
  if (version === undefined) return { says: 'none but the packaged one: fine' };
  if (isAtLeast(version, oldest.node)) return { says: version };
  return { says: `${version} is older than any that we try`, mend: `install Node ${oldest.node} or newer` };
};

/** @returns {Finding} */
const npm = () => {
  const [, asked] = /^npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '') ?? [];
  const version = asked ?? spawnSync('npm --version', { shell: true, encoding: 'utf8' }).stdout.trim();
  if (version && isAtLeast(version, oldest.npm)) return { says: version };
  return {
    says: version || 'not found',
    mend: `install Node ${oldest.node} or newer, with the npm it brings`,
  };
};

/** @returns {Finding} */
const nodeOfScripts = () => {
  const found = findNode(machine);
  if ('problem' in found) return { says: 'none', mend: found.problem };
  const { status } = spawnSync(found.binary, ['--version']);
  if (status === 0) return { says: `${found.version}, ${found.binary}` };
  return {
    says: `${found.binary} does not run`,
    mend: 'npm ci; if it stays so, install Node 24.11 or newer',
  };
};

/** @type {[check: string, finding: Finding][]} */
const findings = [
  ['Node of this machine', ownNode()],
  ['npm', npm()],
  ['packages', installProblem(machine) ?? { says: 'installed as package-lock.json says' }],
  ['Node of the scripts', nodeOfScripts()],
  ['browser for tests', findBrowser(machine)],
];

for (const [check, { says, mend }] of findings)
  console.log(`${(mend ? 'wrong' : 'ok').padEnd(7)}${check.padEnd(22)}${says}${mend ? ` -> ${mend}` : ''}`);
if (findings.some(([, { mend }]) => mend)) process.exitCode = 1;
