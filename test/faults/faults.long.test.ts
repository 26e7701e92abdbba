import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Tried } from './bench.ts';
import { callsIn, cellsIn, keyOf, PAGE_FILE } from './page.ts';
import { withoutScenario } from './scenarios.ts';

/** About every second call of each request has a fault here, another kind from call to call; `npm run lab:faults` tries all. */
const ONE_IN = '31';

const page = readFileSync(PAGE_FILE, 'utf8');
let tried: Tried[];

/** In processes of its own: time is not ours there. */
beforeAll(async () => {
  const main = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [main, '--every', ONE_IN, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [found, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (found === '') throw new Error(complaint);
  tried = JSON.parse(found);
}, 300_000);

describe('faults at the outward calls of every function', () => {
  it('are tried for each function and each route', () => {
    const folders = readdirSync(join(import.meta.dirname, '..', '..', 'functions'));
    // What is missing here wants a request in scenarios.ts, and then: npm run lab:faults -- --write
    expect(withoutScenario(folders)).toEqual([]);
  });

  it('leave nothing half-done, nothing counted twice, nobody without an answer of ours', () => {
    const bad = tried.flatMap(({ cells }) => cells).filter(({ problems }) => problems.length > 0);
    expect(bad).toEqual([]);
  });

  it('are tried at the calls that docs/faults.md lists', () => {
    const made = tried.flatMap(({ scenario, calls }) => calls.map((call) => `${scenario} | ${call}`));
    expect(made.sort()).toEqual([...callsIn(cellsIn(page))].sort());
  });

  it('come to what docs/faults.md says', () => {
    const known = cellsIn(page);
    const found = tried.flatMap(({ cells }) => cells).map(keyOf);
    expect(found.length).toBeGreaterThan(100);
    expect(found.filter((cell) => !known.has(cell))).toEqual([]);
  });
});
