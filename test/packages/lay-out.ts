import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { buildPackage } from '../../local/package/build-package.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export const PACKAGE = '@sealed-stream/secure-chat';

export type Manifest = {
  name: string;
  exports: Record<string, Record<string, string>>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  version?: string;
  type?: string;
  private?: boolean;
  scripts?: Record<string, string>;
};

/** An empty app outside the repository, with the files of `hello/` in it. */
export const makeApp = (): string => {
  const app = mkdtempSync(join(tmpdir(), 'sealed-stream-app-'));
  cpSync(join(import.meta.dirname, 'hello'), app, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }\n');
  return app;
};

/**
 * Puts the packed package into an app, and with it what it declares, out of this repository's own packages: what `npm install <tarball>` gives,
 * in a second and without a network. All are copies, for whatever follows a link finds this repository's other packages there.
 * `alsoInstalled` names what the app installs besides.
 */
export const layOut = async (app: string, alsoInstalled: readonly string[] = []): Promise<void> => {
  const home = join(app, 'node_modules', PACKAGE);
  mkdirSync(home, { recursive: true });
  const { tarball } = await buildPackage();
  const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', home]);
  if (status !== 0) throw new Error(`tar: ${stderr}`);
  const done = new Set<string>();
  for (const name of [...neededBy(readManifest(home)), ...alsoInstalled])
    copyWithNeeded(name, ROOT, app, done);
};

export const readManifest = (home: string): Manifest =>
  JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));

const neededBy = ({ dependencies, peerDependencies, peerDependenciesMeta }: Manifest): string[] =>
  Object.keys({ ...dependencies, ...peerDependencies }).filter(
    (name) => !peerDependenciesMeta?.[name]?.optional,
  );

const copyWithNeeded = (name: string, from: string, app: string, done: Set<string>): void => {
  const home = findPackage(name, from);
  if (done.has(home)) return;
  done.add(home);
  const place = join(app, relative(ROOT, home));
  if (!existsSync(place)) cpSync(home, place, { recursive: true }); // one inside another has come with that
  for (const needed of neededBy(readManifest(home))) copyWithNeeded(needed, home, app, done);
};

/** As Node looks for it: in this folder's `node_modules`, then in those above. */
const findPackage = (name: string, from: string): string => {
  const place = join(from, 'node_modules', name);
  if (existsSync(place)) return place;
  if (from === ROOT) throw new Error(`${name} is not installed.`);
  return findPackage(name, dirname(from));
};
