import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { layOut, type Manifest, makeApp, PACKAGE, readManifest } from './lay-out.ts';
import { run } from './run.ts';
import { checkDeclarations, declarationsOf } from './type-check.ts';

/** Where people keep their files. */
const HOMES = /\/(home|Users|root)\/|[A-Z]:\\Users/;

let app: string;
let home: string;
let files: string[];
let manifest: Manifest;

beforeAll(async () => {
  app = makeApp();
  const { peerDependenciesMeta } = readManifest('client-example/secure-chat');
  await layOut(app, Object.keys(peerDependenciesMeta ?? {}));
  home = join(app, 'node_modules', PACKAGE);
  files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1));
  manifest = readManifest(home);
}, 90_000);
afterAll(() => rmSync(app, { recursive: true }));

const textOf = (file: string) => readFileSync(join(home, file), 'utf8');
const code = () => files.filter((file) => /\.js$|\.d\.ts$/.test(file));

it('has code with its types, a page to read and the licence, and nothing else', () => {
  expect(files.filter((file) => !code().includes(file)).sort()).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
  ]);
  const scripts = files.filter((file) => file.endsWith('.js'));
  expect(scripts.filter((file) => !files.includes(file.replace(/js$/, 'd.ts')))).toEqual([]);
  expect(scripts.length).toBeGreaterThan(50);
  expect(files.filter((file) => /(^|[/.])test/.test(file))).toEqual([]);
});

it('offers nothing that is not in it, and nothing of what only this repository can use', () => {
  const targets = Object.values(manifest.exports).flatMap((conditions) => Object.values(conditions));
  expect(targets.filter((target) => !existsSync(join(home, target)))).toEqual([]);
  const conditions = new Set(Object.values(manifest.exports).flatMap((entry) => Object.keys(entry)));
  expect([...conditions].sort()).toEqual(['default', 'types']);
  expect(manifest.private).toBeUndefined();
  expect(manifest.scripts).toBeUndefined();
  expect(manifest).toMatchObject({ type: 'module', sideEffects: false, license: 'Apache-2.0' });
});

it('tells nothing about the machine it was built on', () => {
  const telling = files.filter((file) => textOf(file).includes(resolve('.')) || HOMES.test(textOf(file)));
  expect(telling).toEqual([]);
});

it('declares each package that it imports, and no other, in the version that is tested here', () => {
  const names = new Set(code().flatMap((file) => packagesIn(textOf(file))));
  names.delete(PACKAGE);
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  expect(Object.keys(declared).sort()).toEqual([...names].sort());
  const isOptional = (name: string) => manifest.peerDependenciesMeta?.[name]?.optional;
  for (const [name, version] of Object.entries(declared).filter(([name]) => !isOptional(name)))
    expect([name, version]).toEqual([name, readManifest(resolve('node_modules', name)).version]);
});

const packagesIn = (text: string): string[] =>
  [
    ...text.matchAll(
      /\bfrom ['"]([^.'"][^'"]*)['"]|^import ['"]([^.'"][^'"]*)['"]|\bimport\(['"]([^.'"][^'"]*)['"]\)/gm,
    ),
  ].map(([, ...found]) => /^(?:@[^/]+\/)?[^/]+/.exec(found.find((name) => name) ?? '')?.[0] ?? '');

it('loads in Node by each of its entries', async () => {
  const entries = Object.entries(manifest.exports).filter(([, { default: code }]) => code !== undefined);
  const names = entries.map(([entry]) => JSON.stringify(entry.replace(/^\./, PACKAGE)));
  const load = `for (const name of [${names.join()}]) if (!Object.keys(await import(name)).length) throw Error(name)`;
  await run(app, process.execPath, ['--input-type=module', '--eval', load]);
  expect(names.length).toBeGreaterThan(0);
});

it('leaves the vendors’ SDKs to the app, which may have them already', () => {
  expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(
    expect.arrayContaining(['@seald-io/sdk', '@seald-io/sdk-plugin-ssks-2mr', 'stream-chat']),
  );
});

it('has types that need none of the DOM or Node', () => {
  const tsc = resolve('node_modules/typescript/bin/tsc');
  expect(checkDeclarations(home, tsc, declarationsOf(home))).toEqual([]);
});
