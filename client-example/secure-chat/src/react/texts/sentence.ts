import type { Texts } from './english.ts';

/** The name of a chat user for the middle of a sentence; one's own is `people.you` of the texts. */
export type NameOf = (userId: string) => string;

/** A sentence with a capital at its beginning when it begins with a word of ours for somebody; names stay as their owners write them. */
export const asSentence = (words: string, { people }: Texts): string =>
  [people.you, people.gone, people.nameless, people.somebody, people.ownOtherDevice].some(
    (ours) => words === ours || words.startsWith(`${ours} `),
  )
    ? words.charAt(0).toUpperCase() + words.slice(1)
    : words;
