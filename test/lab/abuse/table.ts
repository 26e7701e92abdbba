import colors from 'picocolors';
import type { Attack, Outcome } from './attack.ts';
import type { Reading } from './meter.ts';

export type Row = { attack: Attack; outcome: Outcome; seconds: number; reading: Reading; usd: number };

const NAME = 62;
const column = (text: string | number, width: number): string => String(text).padStart(width);

/** Names of the columns. */
export const tableHead = (): string =>
  [
    'attack'.padEnd(NAME),
    column('tried', 6),
    column('through', 8),
    column('left', 5),
    column('requests', 9),
    column('seconds', 8),
    column('functions', 10),
    column('reads', 7),
    column('writes', 7),
    column('codes', 6),
    column('USD', 9),
  ].join('');

/** One attack: what was tried and got through, the attacker's requests and seconds, then what they cost us. */
export const rowOf = ({ attack, outcome, seconds, reading, usd }: Row): string => {
  const { tried, gotThrough, note } = outcome;
  const isHeld = gotThrough <= attack.allowed;
  const line = [
    attack.name.padEnd(NAME),
    column(tried, 6),
    column(gotThrough, 8),
    column(attack.allowed, 5),
    column(reading.requests, 9),
    column(seconds.toFixed(1), 8),
    column(reading.invocations, 10),
    column(reading.tableReads, 7),
    column(reading.tableWrites, 7),
    column(reading.codes, 6),
    column(usd.toFixed(5), 9),
  ].join('');
  return `${isHeld ? line : colors.red(line)}${note ? `\n  ${colors.dim(note)}` : ''}`;
};
