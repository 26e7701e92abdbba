import type { Figure, Row } from '../bench.ts';
import { type Judged, judgeGoals, ratiosOf } from './judge-goals.ts';

/** Three digits that count, and no more than two behind the point. */
export const numberWord = (value: number): string => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString('en-US', { maximumFractionDigits: 2 });
};

/** The median, and between what it varied where it did. */
export const figureWord = (figure?: Figure): string => {
  if (!figure) return '';
  const [middle, low, high] = [figure.median, figure.low, figure.high].map(numberWord);
  return low === high ? (middle ?? '') : `${middle} (${low} to ${high})`;
};

const times = (ratio?: number): string => (ratio === undefined ? '' : `${numberWord(ratio)}x`);

/** The column of a row's goals, without what came of them: `at most 15`, and its unit where that is told. */
export const goalWord = ({ goal }: Judged, unit = ''): string => {
  if (goal.of === 'belowAlternative') return `alternative at least ${numberWord(goal.atLeast)}x`;
  return goal.of === 'value'
    ? `at most ${numberWord(goal.atMost)} ${unit}`.trim()
    : `at most ${numberWord(goal.atMost)}x the floor`;
};

export const measuredWord = ({ goal, measured }: Judged, unit: string): string =>
  goal.of === 'value' ? `${numberWord(measured)} ${unit}` : times(measured);

/** The words of one row, by column; a column that no row of a table fills is left out by {@link tableWords}. */
const COLUMNS = ['', 'value', 'floor', 'over floor', 'alternative', 'alternative takes', 'goal', ''] as const;

const rowWords = (row: Row): string[] => {
  const ratios = ratiosOf(row);
  const judged = judgeGoals(row);
  return [
    row.name,
    figureWord(row.value),
    figureWord(row.floor),
    times(ratios.overFloor),
    figureWord(row.alternative),
    times(ratios.belowAlternative),
    judged.map((each) => goalWord(each)).join('; '),
    judged.map(({ isMet }) => (isMet ? 'met' : 'NOT MET')).join('; '),
  ];
};

/** Head and rows of a table, without the columns that are empty in all rows. */
export const tableWords = (rows: readonly Row[]): { head: string[]; body: string[][] } => {
  const body = rows.map(rowWords);
  const isUsed = (_: unknown, at: number) => body.some((words) => words[at] !== '');
  return { head: COLUMNS.filter(isUsed), body: body.map((words) => words.filter((_, at) => isUsed(_, at))) };
};
