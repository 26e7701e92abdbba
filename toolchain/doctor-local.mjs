// @ts-check
// npm run doctor:local: says what this machine lacks for the project's commands, and how to mend it. Ends with 1 if anything.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findBrowser } from './find-browser.mjs';
import { findNode, isAtLeast, thisMachine } from './find-node.mjs';
import { installProblem } from './read-install.mjs';

const OLDEST_NODE = '20.12.0';
const OLDEST_NPM = '10.0.0';

/**
 * @typedef {{ says: string, mend?: string }} Finding With `mend` something is wrong.
 * @typedef {import('./find-node.mjs').Machine} Machine
 */

/** @param {Machine} machine @returns {Finding} */
const ownNode = ({ own }) => {
  const version = own()?.version;
  if (version === undefined) return { says: 'none but the packaged one: fine' };
  if (isAtLeast(version, OLDEST_NODE)) return { says: version };
  return { says: `${version} is older than any that we try`, mend: 'install Node 20.12 or newer' };
};

/** @returns {Finding} */
const npm = () => {
  const [, asked] = /^npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '') ?? [];
  const version = asked ?? spawnSync('npm --version', { shell: true, encoding: 'utf8' }).stdout.trim();
  if (version && isAtLeast(version, OLDEST_NPM)) return { says: version };
  return { says: version || 'not found', mend: 'install Node 20.12 or newer, which brings npm 10 or newer' };
};

/** @param {Machine} machine @returns {Finding} */
const nodeOfScripts = (machine) => {
  const found = findNode(machine);
  if ('problem' in found) return { says: 'none', mend: found.problem };
  const { status } = spawnSync(found.binary, ['--version']);
  if (status === 0) return { says: `${found.version}, ${found.binary}` };
  return {
    says: `${found.binary} does not run`,
    mend: 'npm ci; if it stays so, install Node 24.11 or newer',
  };
};

const machine = thisMachine(join(import.meta.dirname, '..'));
/** @type {[check: string, finding: Finding][]} */
const findings = [
  ['Node of this machine', ownNode(machine)],
  ['npm', npm()],
  ['packages', installProblem(machine) ?? { says: 'installed as package-lock.json says' }],
  ['Node of the scripts', nodeOfScripts(machine)],
  ['browser for tests', findBrowser(machine)],
];

for (const [check, { says, mend }] of findings)
  console.log(`${(mend ? 'wrong' : 'ok').padEnd(7)}${check.padEnd(22)}${says}${mend ? ` -> ${mend}` : ''}`);
if (findings.some(([, { mend }]) => mend)) process.exitCode = 1;
