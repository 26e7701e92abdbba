import colors from 'picocolors';
import {
  complaint,
  isHelpAsked,
  readCommandLine,
  USAGE_EXIT,
  UsageError,
} from '../../../toolchain/command-line.mjs';
import { readExplanations, type Score, scoreOf } from './explained.ts';
import { type Mutant, runSubject } from './run-subject.ts';
import { subjects } from './subjects.ts';

const LOWEST_SCORE = 90;

const HELP = `npm run lab:mutants -- [--processes <n>] [<words>]...
  Changes the rules that promises rest on, one place at a time, and runs the unit tests about them: what no test sees is a gap. Prints for each
  file how many changes there were and how many a test saw, then the survivors that survivors.json does not explain. All files take an hour and
  more. Ends with 1 when a file's score is below ${LOWEST_SCORE}, or a survivor is new, or an explanation is of none.
  --processes <n>   how many changes are tried at a time (2 unless told)
  <words>           only files whose paths contain one of these, as in: epochs/due`;

const OPTIONS = { processes: { type: 'string', default: '2' } } as const;

const readWanted = (): { words: string[]; processes: number } => {
  try {
    const { values, positionals } = readCommandLine({ options: OPTIONS, allowPositionals: true });
    if (!/^[1-9]\d?$/.test(values.processes)) throw new UsageError('--processes takes a whole number.');
    return { words: positionals, processes: Number(values.processes) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(complaint(error, HELP));
    process.exit(USAGE_EXIT);
  }
};

if (isHelpAsked()) {
  console.log(HELP);
  process.exit(0);
}
const { words, processes } = readWanted();
const chosen = subjects().filter(
  ({ file }) => words.length === 0 || words.some((word) => file.includes(word)),
);
if (chosen.length === 0) {
  console.error('No file has these words in its path.');
  process.exit(USAGE_EXIT);
}

const NAME = 62;
const column = (text: string | number, width: number): string => String(text).padStart(width);

const rowOf = (file: string, { mutants, killed, equivalent, harmless, score }: Score): string => {
  const cells = [column(mutants, 8), column(killed, 8), column(equivalent, 12), column(harmless, 10)];
  const line = `${file.padEnd(NAME)}${cells.join('')}${column(score.toFixed(1), 8)} %`;
  return score < LOWEST_SCORE ? colors.red(line) : line;
};

const survivorOf = ({ line, mutator, original, replacement, outcome }: Mutant): string =>
  `  ${outcome} at ${line}, ${mutator}: ${original}  ${colors.dim('->')}  ${replacement}`;

const isGood = ({ score, unseen, outdated }: Score): boolean =>
  score >= LOWEST_SCORE && unseen.length === 0 && outdated.length === 0;

const explanations = readExplanations();
console.log(
  `${'file'.padEnd(NAME)}${column('mutants', 8)}${column('killed', 8)}${column('equivalent', 12)}${column('harmless', 10)}${column('score', 10)}`,
);
const scores: Score[] = [];
for (const subject of chosen) {
  const score = scoreOf(await runSubject(subject, processes), explanations[subject.file] ?? []);
  scores.push(score);
  console.log(rowOf(subject.file, score));
  for (const mutant of score.unseen) console.log(survivorOf(mutant));
  for (const { mutator, original } of score.outdated)
    console.log(`  explained, and does not survive: ${mutator}: ${original}`);
}
const good = scores.filter(isGood).length;
console.log(`\nMutants: ${good} of ${scores.length} files held`);
process.exit(good === scores.length ? 0 : 1);
