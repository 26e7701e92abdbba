import { foldName } from './fold-name.ts';

/** What a plain letter may stand for in a name, the commonest first. */
const ACCENTED: Record<string, string> = {
  a: 'áäàâãåăą',
  c: 'çčć',
  d: 'ďđ',
  e: 'éèëêěęė',
  g: 'ğģ',
  i: 'íïìîı',
  l: 'łľ',
  n: 'ñńň',
  o: 'óöøôòõő',
  r: 'řŕ',
  s: 'šşś',
  t: 'ťţ',
  u: 'üúùûůű',
  y: 'ýÿ',
  z: 'žżź',
};

/** As many as fit into an address with room to spare. */
const MOST = 40;

/**
 * The ways in which somebody who types this may be written at Stream, whose search may or may not take "e" and "é" for one (not published): as typed, without
 * accents, with one letter accented, then with two. Names with more are found by their beginning.
 */
export const nameVariants = (typed: string): string[] => {
  const plain = foldName(typed);
  const once = accentedAt([...plain], 0);
  const twice = once.flatMap(({ letters, place }) => accentedAt(letters, place + 1));
  const all = [typed.trim(), plain, ...[...once, ...twice].map(({ letters }) => letters.join(''))];
  return [...new Set(all)].slice(0, MOST);
};

type Accented = { letters: string[]; place: number };

/** The text with one letter accented, by how common the accent is; letters before `from` stay. */
const accentedAt = (letters: readonly string[], from: number): Accented[] => {
  const places = letters.map((letter, place) => ({ place, accents: ACCENTED[letter] ?? '' })).slice(from);
  const most = Math.max(0, ...places.map(({ accents }) => accents.length));
  return Array.from({ length: most }, (_, rank) =>
    places.flatMap(({ place, accents }) => {
      const accent = accents[rank];
      return accent
        ? [{ letters: [...letters.slice(0, place), accent, ...letters.slice(place + 1)], place }]
        : [];
    }),
  ).flat();
};
