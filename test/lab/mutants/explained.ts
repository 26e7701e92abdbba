import { readFileSync } from 'node:fs';
import type { Mutant } from './run-subject.ts';

/**
 * A survivor that was looked at. `equivalent`: nobody can tell it from what stood there, so it does not count at all. `harmless`: it can be told, and no
 * promise is broken by it, so it counts against the score and is not listed again.
 */
export type Explanation = Pick<Mutant, 'mutator' | 'original' | 'replacement'> & {
  kind: 'equivalent' | 'harmless';
  why: string;
};

/** Read anew each time, by file. */
export const readExplanations = (): Record<string, Explanation[]> =>
  JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'));

const keyOf = ({ mutator, original, replacement }: Pick<Mutant, 'mutator' | 'original' | 'replacement'>) =>
  JSON.stringify([mutator, original, replacement]);

export type Score = {
  mutants: number;
  killed: number;
  equivalent: number;
  harmless: number;
  /** Per cent of those that are not equivalent. */
  score: number;
  /** Survivors that nobody explained. */
  unseen: Mutant[];
  /** Explanations of what does not survive: there is a test now, or the code has changed. */
  outdated: Explanation[];
};

/** What became of a file's mutants. One explanation holds for each place with the same words. */
export const scoreOf = (mutants: readonly Mutant[], explanations: readonly Explanation[]): Score => {
  const known = new Map(explanations.map((explanation) => [keyOf(explanation), explanation]));
  const tried = mutants.filter(({ outcome }) => outcome !== 'broken');
  const survivors = tried.filter(({ outcome }) => outcome !== 'killed');
  const kinds = survivors.map((mutant) => known.get(keyOf(mutant))?.kind);
  const equivalent = kinds.filter((kind) => kind === 'equivalent').length;
  const counted = tried.length - equivalent;
  const killed = tried.length - survivors.length;
  const surviving = new Set(survivors.map(keyOf));
  return {
    mutants: tried.length,
    killed,
    equivalent,
    harmless: kinds.filter((kind) => kind === 'harmless').length,
    score: counted === 0 ? 100 : (100 * killed) / counted,
    unseen: survivors.filter((mutant) => !known.has(keyOf(mutant))),
    outdated: explanations.filter((explanation) => !surviving.has(keyOf(explanation))),
  };
};
