import type { Finding, Status } from './finding.ts';

const MARKS: Record<Status, string> = { ok: 'ok', wrong: 'wrong', unknown: 'could not tell' };
const [MARK_WIDTH, NAME_WIDTH] = [15, 22];

/** A check in one line, how to mend it behind an arrow. */
export const lineOf = ({ check, status, says, mend }: Finding): string =>
  `${MARKS[status].padEnd(MARK_WIDTH)}${check.padEnd(NAME_WIDTH)}${oneLine(says)}${mend === undefined ? '' : ` -> ${oneLine(mend)}`}`;

/** How many checks came out how. */
export const summaryOf = (findings: readonly Finding[]): string =>
  (Object.keys(MARKS) as Status[])
    .map((status) => `${findings.filter((finding) => finding.status === status).length} ${MARKS[status]}`)
    .join(', ');

export const isWrong = ({ status }: Finding): boolean => status === 'wrong';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
