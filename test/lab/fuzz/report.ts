import { mkdirSync, writeFileSync } from 'node:fs';
import colors from 'picocolors';
import type { Unreached } from './coverage.ts';
import type { Ran } from './run-target.ts';
import { shrink } from './shrink.ts';
import type { Target } from './target.ts';
import { brokenPromise, type Finding } from './trial.ts';

const FOLDER = '.build/fuzz';

const inFigures = (count: number): string => count.toLocaleString('en');

/** Prints what came of a target. False when a promise was broken; then its input is in a file, as short as it could be made. */
export const sayRun = async (name: string, ran: Ran, target: Target): Promise<boolean> => {
  const { inputs, watched, seconds, accepted, kept, kinds, coverage, finding } = ran;
  console.log(
    `${colors.bold(name)}: ${inFigures(inputs)} inputs in ${seconds.toFixed(0)} s, ${inFigures(Math.round(inputs / seconds))} a second; ${inFigures(watched)} of them watched, ${inFigures(accepted)} of the others accepted, ${kept} kept`,
  );
  console.log(`  answers  ${kinds.join(', ')}`);
  for (const file of coverage) console.log(`  reached  ${reachedOf(file)}`);
  if (finding) await sayFinding(name, finding, target);
  return finding === null;
};

const reachedOf = ({ file, lines, unreached }: Unreached): string => {
  const share = ((100 * (lines - unreached.length)) / lines).toFixed(1);
  const rest = unreached.length > 0 ? `, not the lines ${unreached.join(', ')}` : '';
  return `${share.padStart(5)} % of ${file}${rest}`;
};

const sayFinding = async (name: string, { input, promise }: Finding, target: Target): Promise<void> => {
  const shortest = await shrink(input, async (shorter) => (await brokenPromise(target, shorter)) === promise);
  const file = `${FOLDER}/${name}.txt`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, shortest);
  console.log(colors.red(`  broken   ${promise}`));
  console.log(`  input    ${JSON.stringify(shortest)}`);
  console.log(`  again    npm run lab:fuzz -- --target ${name} --input ${file}`);
};

/** Prints how many costumes of words the hook refuses, and those that it takes. False when it takes one. */
export const sayDisguises = async (): Promise<boolean> => {
  const [{ disguises }, { judgeHook }, { STAGE }] = await Promise.all([
    import('./disguises.ts'),
    import('../../../shared/domain/stream-hook.ts'),
    import('./known.ts'),
  ]);
  const all = disguises();
  const taken = all.filter(({ body }) => judgeHook(Buffer.from(body), STAGE).verdict.accepted);
  console.log(
    `${colors.bold('disguises')}: ${inFigures(all.length - taken.length)} of ${inFigures(all.length)} refused`,
  );
  for (const { name, body } of taken.slice(0, 20)) console.log(colors.red(`  taken    ${name}: ${body}`));
  return taken.length === 0;
};
