import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performancePage } from './performance-page.ts';
import { curvePlot, tablePlot } from './plots.ts';
import type { Results } from './results.ts';

/** Writes `performance.md` into a folder, and beside it `performance/` with the results and a plot of each table and curve; plots of before go. */
export const writeReport = (folder: string, results: Results): void => {
  const beside = join(folder, 'performance');
  mkdirSync(beside, { recursive: true });
  for (const name of readdirSync(beside)) if (name.endsWith('.svg')) rmSync(join(beside, name));
  writeFileSync(join(folder, 'performance.md'), performancePage(results));
  writeFileSync(join(beside, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
  for (const { tables, curves } of results.benches) {
    for (const table of tables) writeFileSync(join(beside, `${table.id}.svg`), tablePlot(table));
    for (const curve of curves) writeFileSync(join(beside, `${curve.id}.svg`), curvePlot(curve));
  }
};
