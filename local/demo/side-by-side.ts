import colors from 'picocolors';

/** One message as three people see it. */
export type Sight = { typed: string; stored: string; read: string };

export type Columns = { typed: string; stored: string; read: string };

const WIDTH = 30;
const MOST_LINES = 4;

/** Lays messages out in three columns under their headings; long texts are wrapped, very long ones cut with their length told. */
export const sideBySide = (headings: Columns, sights: readonly Sight[]): string =>
  [
    row(headings).map((line) => colors.bold(line)),
    [colors.dim('-'.repeat(3 * WIDTH + 6))],
    ...sights.map((sight) => [...row(sight), '']),
  ]
    .flat()
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');

const row = ({ typed, stored, read }: Columns): string[] => {
  const columns = [typed, stored, read].map(wrap);
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    columns.map((lines) => (lines[index] ?? '').padEnd(WIDTH)).join('   '),
  );
};

/** Breaks at spaces, and inside a word only when it is longer than a column. */
const BREAKS = new RegExp(`(.{1,${WIDTH}})(?:\\s+|$)|(.{${WIDTH}})`, 'gu');

const wrap = (text: string): string[] => {
  const lines = [...text.matchAll(BREAKS)].map(([, words, part]) => words ?? part ?? '');
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), `… (${text.length} characters)`];
};
