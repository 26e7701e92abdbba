import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type CompilerOptions = Record<string, unknown>;

const BUNDLED = { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: [], noEmit: true };
const DOM = { lib: ['es2022', 'dom', 'dom.iterable'] };

/** What apps set, none of it for our sake. */
export const CONFIGS = {
  /** As `npm create vite` writes it for vanilla TypeScript. */
  vite: {
    ...BUNDLED,
    ...DOM,
    strict: true,
    skipLibCheck: true,
    verbatimModuleSyntax: true,
    moduleDetection: 'force',
    noUnusedLocals: true,
    jsx: 'react-jsx',
  },
  /** As strict as an app with Next gets. */
  strict: {
    ...BUNDLED,
    ...DOM,
    strict: true,
    skipLibCheck: true,
    isolatedModules: true,
    esModuleInterop: true,
    jsx: 'preserve',
    noPropertyAccessFromIndexSignature: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  },
  /** Nothing of the DOM, nothing of Node. */
  bare: { ...BUNDLED, lib: ['es2022'], strict: true, skipLibCheck: true },
  /** Writes JavaScript beside the sources, for Node. */
  node: { target: 'es2022', module: 'nodenext', ...DOM, types: [], strict: true, skipLibCheck: true },
} satisfies Record<string, CompilerOptions>;

/** Runs a TypeScript compiler in an app. Answers the errors, one a line; none is none. */
export const typeCheck = (
  app: string,
  tsc: string,
  { extends: base, ...compilerOptions }: CompilerOptions,
  files: readonly string[],
): string[] => {
  const config = join(app, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ extends: base, compilerOptions, files }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '--project', config], {
    cwd: app,
    encoding: 'utf8',
  });
  const errors = stdout.split('\n').filter((line) => /error TS\d+/.test(line));
  if (status !== 0 && errors.length === 0) throw new Error(`tsc: ${stdout}${stderr}`);
  return errors;
};

/** The declarations below an installed package's `dist`, from the package. */
export const declarationsOf = (home: string): string[] =>
  readdirSync(join(home, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join('dist', name));

/**
 * Compiles declarations by themselves, without the packages they name and without types of the DOM or Node: whatever else is missing, an app would
 * have to bring. Answers the errors but those for the packages, Seald's excepted: `bundler` finds no types there.
 */
export const checkDeclarations = (app: string, tsc: string, files: readonly string[]): string[] =>
  typeCheck(app, tsc, { ...BUNDLED, lib: ['es2022'], strict: true, noResolve: true }, files).filter(
    (error) => !/error TS(?:2307|7016): .* module '(?!@seald-io)[^.]/.test(error),
  );
