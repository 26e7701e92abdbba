import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

const USES = join(import.meta.dirname, 'uses');
/** Inside the repository, where the client's library is found. */
const APP = resolve('.build/generated-client');
const GENERATOR = join(import.meta.dirname, 'node_modules/openapi-typescript/bin/cli.js');
const COMPILER = resolve('node_modules/typescript/bin/tsc');

const COMPILER_OPTIONS = {
  target: 'es2022',
  lib: ['es2022', 'dom'],
  module: 'preserve',
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** Runs a tool; gives what it says, and fails only when it cannot be started. */
const run = (...args: string[]): Promise<string> =>
  new Promise((done, failed) => {
    execFile(process.execPath, args, { cwd: APP }, (error, stdout, stderr) =>
      typeof error?.code === 'string' ? failed(error) : done(`${stdout}${stderr}`),
    );
  });

/** What the compiler finds in one file, as `line: TS1234`. */
const errorsIn = (file: string, said: string): string[] =>
  [...said.matchAll(/^(\S+?)\((\d+),\d+\): error (TS\d+)/gm)].flatMap(([, name, line, code]) =>
    name === file ? [`${line}: ${code}`] : [],
  );

let said: string;
beforeAll(async () => {
  await rm(APP, { recursive: true, force: true });
  await mkdir(APP, { recursive: true });
  await cp(USES, APP, { recursive: true });
  await writeFile(join(APP, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
  await run(GENERATOR, resolve('docs/openapi.json'), '--output', 'messaging-api.ts');
  said = await run(COMPILER, '--project', '.', '--pretty', 'false');
});

describe('a client generated from the OpenAPI file', () => {
  it('compiles where it is used as the API wants', () => {
    expect(said).toContain('wrong.ts');
    expect(said.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('wrong.ts('))).toEqual([]);
  });

  it('does not compile where it is used in another way', async () => {
    const lines = (await readFile(join(USES, 'wrong.ts'), 'utf8')).split('\n');
    const expected = lines.flatMap((line, index) => {
      const [, code] = /\/\/ (TS\d+)$/.exec(line) ?? [];
      return code ? [`${index + 1}: ${code}`] : [];
    });
    expect(expected.length).toBeGreaterThan(15);
    expect(errorsIn('wrong.ts', said)).toEqual(expected);
  });
});
