import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeNoOptions } from '../../toolchain/command-line.mjs';
import { bringStock, type Ended, NPMS, type Npm, type Stock } from './stock.ts';

takeNoOptions(`npm run check:installs
  Installs the project with npms of the stock Nodes, from the oldest to the newest, on the oldest Node that we take and on ours. With
  nothing of this machine but the registry: no user settings, no cache.`);

const [OLDEST] = NPMS;
const SHOWN_LINES = 8;

/** What `npm ci` and the starter read: manifests, those of workspaces too, and the starter. */
const copyProject = (to: string): string => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { link?: boolean; resolved?: string }>;
  };
  const workspaces = Object.values(packages).flatMap(({ link, resolved }) =>
    link && resolved ? [join(resolved, 'package.json')] : [],
  );
  for (const path of ['package.json', 'package-lock.json', '.npmrc', 'toolchain', ...workspaces])
    cpSync(path, join(to, path), { recursive: true });
  return to;
};

const fromLockfile = (ended: Ended) => (ended.code === 0 ? null : ended.output);

/** Needs no download: says whether this npm finds in the lockfile all that it looks for. */
const dryRun = async ({ npm }: Stock, version: Npm, folder: string) =>
  fromLockfile(await npm(version, folder, ['ci', '--dry-run']));

/** The oldest npm leaves `node_modules/.bin/node` out: the starter must find our Node without it. */
const startAfterInstall = async ({ npm, node }: Stock, version: Npm, folder: string) => {
  const problem = fromLockfile(await npm(version, folder, ['ci', '--omit=dev']));
  if (problem !== null) return problem;
  const { stdout, output } = await node(version, folder, ['toolchain/node.mjs', '-p', 'process.version']);
  return stdout.trim() === process.version
    ? null
    : `the starter ran on another Node than ${process.version}: ${output}`;
};

/** Without npm's usage text behind them. */
const firstLines = (output: string) =>
  output
    .split('\n')
    .slice(0, SHOWN_LINES)
    .map((line) => `       ${line}`)
    .join('\n');

const results: boolean[] = [];
const check = async (name: string, work: () => Promise<string | null>) => {
  const started = performance.now();
  const problem = await work();
  results.push(problem === null);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (problem !== null) console.log(firstLines(problem));
};

const main = async (folder: string) => {
  const stock = await bringStock(folder);
  const project = copyProject(join(folder, 'project'));
  for (const version of NPMS)
    await check(`npm ${version} on Node ${stock.nodeOf(version)}: npm ci --dry-run`, () =>
      dryRun(stock, version, project),
    );
  await check(
    `npm ${OLDEST} on Node ${stock.nodeOf(OLDEST)}: npm ci --omit=dev, then a script on our Node`,
    () => startAfterInstall(stock, OLDEST, project),
  );
};

const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-installs-'));
try {
  await main(folder);
} finally {
  rmSync(folder, { recursive: true });
}
const failed = results.filter((passed) => !passed).length;
console.log(`Installs: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
