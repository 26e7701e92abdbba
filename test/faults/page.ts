import { join } from 'node:path';
import type { Tried } from './bench.ts';
import { FAULTS, STAYING } from './fault-kinds.ts';
import type { Cell } from './judge.ts';

export const PAGE_FILE = join(import.meta.dirname, '..', '..', 'docs', 'faults.md');

/** The faults of one call that come to the same. */
export type Row = { scenario: string; call: string; faults: string[]; answer: string; state: string };

/** What a call and a fault come to, in the words of the page. */
export const rowOf = ({ scenario, call, fault, stays, answer, waited, state }: Cell): Row => ({
  scenario,
  call,
  faults: [`${fault}${stays ? ' (stays)' : ''}`],
  answer: waited === 'at once' ? answer : `${answer}, ${waited}`,
  state,
});

const together = (cells: readonly Cell[]): Row[] => {
  const rows: Row[] = [];
  for (const row of cells.map(rowOf)) {
    const same = rows.find(
      ({ call, answer, state }) => call === row.call && answer === row.answer && state === row.state,
    );
    if (same) same.faults.push(...row.faults);
    else rows.push(row);
  }
  return rows;
};

const lineOf = ({ call, faults, answer, state }: Row): string =>
  `| \`${call}\` | ${faults.join(' · ')} | ${answer} | ${state} |`;

/** The page with these findings in the place of its own of the same requests; the same text for the same findings. Requests are in the order of `order`. */
export const pageWith = (tried: readonly Tried[], page: string, order: readonly string[]): string => {
  const sections = new Map(
    page.split(SECTION).map((text) => [text.split('\n')[0] ?? '', `## ${text.trimEnd()}\n`]),
  );
  for (const one of tried) sections.set(one.scenario, sectionOf(one));
  const body = order.flatMap((scenario) => sections.get(scenario) ?? []).join('\n');
  const cells = cellsIn(body);
  return `${headOf(order.length, callsIn(cells).size, cells.size).join('\n')}\n${body}`;
};
const SECTION = /^## /m;

const sectionOf = ({ scenario, answer, cells }: Tried): string =>
  [
    `## ${scenario}`,
    '',
    `Undisturbed: ${answer}.`,
    '',
    '| call | faults | answer | state after |',
    '|---|---|---|---|',
    ...together(cells).map(lineOf),
    '',
  ].join('\n');

/** The calls of the requests: `request | call`. */
export const callsIn = (cells: ReadonlySet<string>): Set<string> =>
  new Set([...cells].map((cell) => cell.split(' | ').slice(0, 2).join(' | ')));

const headOf = (requests: number, calls: number, cells: number): string[] => [
  '# Faults',
  '',
  'What becomes of a request when one of the calls that it makes goes wrong. Each section is one request to one function; each line is one of its outward',
  'calls, the faults that were made at it, what was answered, and what stood in the tables, at Stream and at the key storage afterwards.',
  '',
  `This page is made by \`npm run lab:faults -- --write\`: ${requests} requests, ${calls} calls, ${cells} faults. \`npm run test:long\` tries a part of them, and fails where the page says`,
  'something else. For every line it was checked, too:',
  '',
  '- the same request sent again completes, and ends in the state of an undisturbed one;',
  '- the answer is one of the contract, comes before the function is ended, and holds no word of the other side, nor does the log;',
  '- every call has a deadline, and it holds until the last byte of its answer;',
  '- nothing is counted twice: calls of budgets, codes, deletions;',
  '- a key that was written stays.',
  '',
  'How to read it. *state after*: `as before` nothing was changed; `done` all was done, though the answer may say otherwise; `in part` some was done, and the',
  'repeat does the rest; `nothing to change` the request only reads. Behind an answer: how long it took by the clock of the function, `at once` where nothing is said.',
  'A call with a number is the second or third of its name. `(stays)`: from that call on each call of the same service has the fault, until the request ends;',
  'otherwise only that one attempt has it, and what is tried again succeeds.',
  '',
  '| fault | what happens |',
  '|---|---|',
  ...FAULTS.map(({ name, says }) => `| ${name} | ${says} |`),
  '',
  `Those that may stay: ${STAYING.join(', ')}.`,
  '',
];

/** Each line of a page as its cells: `request | call | fault | answer | state`. */
export const cellsIn = (page: string): Set<string> => {
  const cells = new Set<string>();
  let scenario = '';
  for (const line of page.split('\n')) {
    if (line.startsWith('## ')) scenario = line.slice('## '.length);
    const [, call, faults, answer, state] = LINE.exec(line) ?? [];
    for (const fault of faults?.split(' · ') ?? [])
      cells.add([scenario, call, fault, answer, state].join(' | '));
  }
  return cells;
};
const LINE = /^\| `(.+)` \| (.+) \| (.+) \| (.+) \|$/;

/** A cell as {@link cellsIn} gives it. */
export const keyOf = (cell: Cell): string => {
  const { scenario, call, faults, answer, state } = rowOf(cell);
  return [scenario, call, faults[0], answer, state].join(' | ');
};
