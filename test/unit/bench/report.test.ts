import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Row, Table } from '../../bench/bench.ts';
import { BENCHES } from '../../bench/benches.ts';
import { exactly } from '../../bench/figures.ts';
import { consoleTable } from '../../bench/report/console-report.ts';
import { judgeGoals } from '../../bench/report/judge-goals.ts';
import { performancePage } from '../../bench/report/performance-page.ts';
import { curvePlot, tablePlot } from '../../bench/report/plots.ts';
import type { Results } from '../../bench/report/results.ts';
import { numberWord } from '../../bench/report/words.ts';

const row: Row = {
  name: 'token',
  value: { median: 20, low: 18, high: 25 },
  floor: exactly(10),
  alternative: exactly(60),
  goals: [
    { of: 'value', atMost: 19 },
    { of: 'overFloor', atMost: 2 },
    { of: 'belowAlternative', atLeast: 4 },
  ],
  note: 'One | reason.',
};
const bare: Row = { name: 'me', value: exactly(1234.5) };
const table: Table = {
  id: 'starts',
  title: 'Cold starts, of all',
  unit: 'ms',
  how: 'A process each.',
  rows: [row, bare],
};
const results: Results = {
  date: '2026-11-30',
  machine: { processor: 'A processor', cores: 2, memoryGiB: 24, system: 'linux', node: 'v24.21.0' },
  isQuick: false,
  seconds: 600,
  benches: [{ name: 'cold-start', seconds: 5, tables: [table], curves: [] }],
};

describe('judgeGoals', () => {
  it('holds each goal against the medians', () => {
    expect(judgeGoals(row).map(({ measured, isMet }) => [measured, isMet])).toEqual([
      [20, false],
      [2, true],
      [3, false],
    ]);
  });

  it('does not take a goal for met when nothing was measured for it', () => {
    const goals = [{ of: 'overFloor', atMost: 2 }] as const;
    expect(() => judgeGoals({ ...bare, goals })).toThrow('nothing was measured');
    expect(() => judgeGoals({ ...row, value: exactly(Number.NaN) })).toThrow('nothing was measured');
  });
});

describe('numberWord', () => {
  it.each([
    [0.1463, '0.15'],
    [12.345, '12.3'],
    [1234.5, '1,235'],
    [3, '3'],
  ])('says %d as %s', (value, word) => {
    expect(numberWord(value)).toBe(word);
  });
});

describe('the console', () => {
  it('shows value, floor, alternative, ratios and goals, and the reason', () => {
    const text = consoleTable(table);
    expect(text).toContain('20 (18 to 25)');
    expect(text).toMatch(
      /10 +2x +60 +3x +at most 19; at most 2x the floor; alternative at least 4x +NOT MET; met; NOT MET/,
    );
    expect(text).toContain('token: One | reason.');
  });

  it('leaves out the columns that nothing stands in', () => {
    expect(consoleTable({ ...table, rows: [bare] })).not.toContain('floor');
  });
});

describe('the page', () => {
  const page = performancePage(results);

  it('has each goal beside what was measured, with a reason where it is not met', () => {
    expect(page).toContain('1 of 3 are met.');
    expect(page).toContain(
      '| [Cold starts, of all](#cold-starts-of-all): token | at most 19 ms | 20 ms | **not met.** One \\| reason. |',
    );
    expect(page).toContain('| at most 2x the floor | 2x | met |');
  });

  it('says a reason once of goals in a row, and once under a table', () => {
    const slow: Row = { name: 'slow', value: exactly(9), goals: [{ of: 'value', atMost: 1 }], note: 'Why.' };
    const tables = [{ ...table, rows: [slow, { ...slow, name: 'slower' }, bare] }];
    const said = performancePage({ ...results, benches: [{ name: 'x', seconds: 1, tables, curves: [] }] });
    expect(said).toContain('slower | at most 1 ms | 9 ms | **not met.** As above. |');
    expect(said).toContain('- slow; slower: Why.');
    expect(said.match(/Why\./g)).toHaveLength(2);
  });

  it('is the one in docs, made from the results beside it, with every plot it shows', () => {
    const folder = join(import.meta.dirname, '..', '..', '..', 'docs');
    const found = JSON.parse(readFileSync(join(folder, 'performance', 'results.json'), 'utf8')) as Results;
    const written = readFileSync(join(folder, 'performance.md'), 'utf8');
    expect(written).toBe(performancePage(found));
    expect(found.benches.map(({ name }) => name)).toEqual([...BENCHES]);
    const shown = [...written.matchAll(/\]\((performance\/[\w-]+\.svg)\)/g)].map(([, file = '']) => file);
    expect(shown.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
    expect(shown.length).toBeGreaterThan(20);
  });

  it('says when and where it was measured, and shows the plot', () => {
    expect(page).toContain('Measured on 2026-11-30: A processor, 2 cores, 24 GiB');
    expect(page).toContain('![Cold starts, of all](performance/starts.svg)');
  });
});

describe('the plots', () => {
  it('are SVG with the names and the figures in them', () => {
    const plot = tablePlot(table);
    expect(plot).toMatch(/^<svg /);
    for (const word of ['Cold starts, of all', 'token', '1,235', 'alternative'])
      expect(plot).toContain(`>${word}<`);
  });

  it('draw each series of a curve', () => {
    const series = [
      {
        name: 'ours',
        points: [
          [1, 2],
          [10, 20],
        ] as const,
      },
      { name: 'theirs', points: [[1, 1]] as const },
    ];
    const plot = curvePlot({
      id: 'c',
      title: 'Growth',
      x: { name: 'pairs', logarithmic: true },
      y: { name: 'ms' },
      series,
    });
    for (const word of ['Growth', 'pairs', 'ms', 'ours', 'theirs']) expect(plot).toContain(`>${word}<`);
  });
});
