import { readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import type { Subject } from './subjects.ts';

/** One change of the source, and what the tests made of it. */
export type Mutant = {
  /** As Stryker calls this kind of change. */
  mutator: string;
  /** What stood there, and what was put in its place: on one line each. */
  original: string;
  replacement: string;
  line: number;
  outcome: 'killed' | 'survived' | 'uncovered' | 'broken';
};

/** Both from 1 up. */
type Position = { line: number; column: number };
type LogLevel = ConstructorParameters<typeof Stryker>[0]['logLevel'];

const OUTCOMES: Record<string, Mutant['outcome']> = {
  Killed: 'killed',
  Timeout: 'killed',
  Survived: 'survived',
  NoCoverage: 'uncovered',
};

/** A process keeps all modules of the tests it ran, so none gets old. */
const RUNS_OF_A_PROCESS = 60;

/**
 * Changes the file in a copy of the project, place by place, and runs its tests for each change, so many at a time; the project itself stays as it is.
 * Throws when the tests are red without any change.
 */
export const runSubject = async ({ file, tests }: Subject, processes: number): Promise<Mutant[]> => {
  const stryker = new Stryker({
    mutate: [file],
    plugins: ['@stryker-mutator/jest-runner'],
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    coverageAnalysis: 'perTest',
    concurrency: processes,
    maxTestRunnerReuse: RUNS_OF_A_PROCESS,
    tempDirName: '.build/mutants',
    ignorePatterns: ['cdk.out', 'dist', '.build', '.sealed-stream', 'test/openapi'],
    tsconfigFile: 'none.json', // it would be rewritten with an API that TypeScript 7 has not
    reporters: [],
    logLevel: 'error' as LogLevel,
    jest: {
      configFile: 'jest.config.js',
      // Null, not undefined: what is undefined counts as not said.
      config: { testMatch: tests.map((test) => `<rootDir>/${test}`), globalSetup: null },
      enableFindRelatedTests: false,
    },
  });
  const lines = readFileSync(file, 'utf8').split('\n');
  return (await stryker.runMutationTest()).map(({ mutatorName, replacement, location, status }) => ({
    mutator: mutatorName,
    original: onOneLine(textAt(lines, location.start, location.end)),
    replacement: onOneLine(replacement),
    line: location.start.line,
    outcome: OUTCOMES[status] ?? 'broken',
  }));
};

const textAt = (lines: readonly string[], start: Position, end: Position): string => {
  const text = lines.slice(start.line - 1, end.line);
  const last = text.length - 1;
  text[last] = text[last]?.slice(0, end.column - 1) ?? '';
  text[0] = text[0]?.slice(start.column - 1) ?? '';
  return text.join('\n');
};

const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
