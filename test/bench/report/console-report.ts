import type { Table } from '../bench.ts';
import { tableWords } from './words.ts';

/** A table as plain text for a terminal, its notes below it. */
export const consoleTable = ({ title, unit, rows }: Table): string => {
  const { head, body } = tableWords(rows);
  const lines = [head, ...body];
  const widths = head.map((_, at) => Math.max(...lines.map((words) => words[at]?.length ?? 0)));
  const lineOf = (words: readonly string[]): string =>
    words
      .map((word, at) => (at === 0 ? word.padEnd(widths[at] ?? 0) : word.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  const notes = rows.flatMap(({ name, note }) => (note ? [`  ${name}: ${note}`] : []));
  return [`${title} (${unit})`, ...lines.map(lineOf), ...notes, ''].join('\n');
};
