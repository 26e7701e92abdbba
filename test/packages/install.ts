import { buildPackage } from '../../local/package/build-package.ts';
import { run } from './run.ts';

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** What somebody types who takes the package into an app: `npm install <tarball>`, with the registry. `others` come in the same command. */
export const installPackage = async (app: string, others: readonly string[] = []): Promise<void> => {
  await install(app, [(await buildPackage()).tarball, ...others]);
};

export const install = async (app: string, packages: readonly string[]): Promise<void> => {
  await run(app, 'npm', ['install', ...QUIET, ...packages]);
};

/** What npm itself finds wrong with an app's packages: missing, in another version than asked for, or asked for by nobody. */
export const listProblems = async (app: string): Promise<string[]> => {
  const listed = await run(app, 'npm', ['ls', '--all', '--json']);
  return JSON.parse(listed).problems ?? [];
};
