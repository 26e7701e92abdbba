import type { Curve, Row, Table } from '../bench.ts';
import { type Judged, judgeGoals } from './judge-goals.ts';
import type { Results } from './results.ts';
import { goalWord, measuredWord, tableWords } from './words.ts';

/** docs/performance.md, made from what was found; the same text for the same findings. Plots lie in `performance/`. */
export const performancePage = (results: Results): string =>
  [...head(results), ...goals(results), ...results.benches.flatMap(sectionOf)].join('\n');

const head = ({ date, machine, seconds, isQuick }: Results): string[] => [
  '# Performance',
  '',
  `This page is made by \`npm run bench -- --write\`. Measured on ${date}: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}. ${
    isQuick ? 'A quick run, with few turns' : 'The whole run'
  } took ${Math.round(seconds / 60)} minutes.`,
  '',
  'Each value stands beside its *floor*, the same work without us, and where there is one beside the *alternative*, another way to do it. All of a row were',
  'measured in the same run, in turns. Figures are medians; in brackets is what nine tenths of the samples lie between. Milliseconds of another machine are other',
  'milliseconds: what carries over are the ratios and the counts.',
  '',
];

type Aim = { table: Table; row: Row; judged: Judged };

const goals = ({ benches }: Results): string[] => {
  const aims = benches
    .flatMap(({ tables }) => tables)
    .flatMap((table) =>
      table.rows.flatMap((row) => judgeGoals(row).map((judged): Aim => ({ table, row, judged }))),
    );
  const met = aims.filter(({ judged }) => judged.isMet).length;
  return [
    '## Goals',
    '',
    `${met} of ${aims.length} are met.`,
    '',
    '| | goal | measured | |',
    '|---|---|---|---|',
    ...aims.map((aim, at) => lineOf(aim, aims[at - 1])),
    '',
  ];
};

/** What is said of the line above is not said twice. */
const lineOf = ({ table, row, judged }: Aim, above?: Aim): string =>
  cells([
    `[${table.title}](#${anchorOf(table.title)}): ${row.name}`,
    goalWord(judged, table.unit),
    measuredWord(judged, table.unit),
    judged.isMet ? 'met' : `**not met.** ${wordOf(row, above)}`.trim(),
  ]);

const wordOf = ({ note = '' }: Row, above?: Aim): string =>
  note !== '' && above && !above.judged.isMet && above.row.note === note ? 'As above.' : note;

const sectionOf = ({ tables, curves }: Results['benches'][number]): string[] => [
  ...tables.flatMap(tableSection),
  ...curves.flatMap(curveSection),
];

const tableSection = ({ id, title, unit, how, rows }: Table): string[] => {
  const { head: columns, body } = tableWords(rows);
  const notes = notesOf(rows);
  return [
    `## ${title}`,
    '',
    `In ${unit}. ${how}`,
    '',
    cells(columns),
    `|${columns.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`,
    ...body.map(cells),
    '',
    ...(notes.length > 0 ? [...notes, ''] : []),
    `![${title}](performance/${id}.svg)`,
    '',
  ];
};

/** Each once, with the rows that it is of; with none where it is of all. */
const notesOf = (rows: readonly Row[]): string[] =>
  [...new Set(rows.flatMap(({ note }) => note ?? []))].map((note) => {
    const of = rows.filter((row) => row.note === note);
    return of.length === rows.length ? `- ${note}` : `- ${of.map(({ name }) => name).join('; ')}: ${note}`;
  });

const curveSection = ({ id, title }: Curve): string[] => [
  `## ${title}`,
  '',
  `![${title}](performance/${id}.svg)`,
  '',
];

const cells = (words: readonly string[]): string =>
  `| ${words.map((word) => word.replaceAll('|', '\\|')).join(' | ')} |`;

/** As GitHub makes them. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
