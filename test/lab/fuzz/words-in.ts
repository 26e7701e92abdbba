import WORDS from './corpus/words.json' with { type: 'json' };

/** What other people say of themselves, or the server fills in, or names somebody by an id of theirs: words there are not the author's. */
const OF_OTHERS = new Set([
  ...['text', 'type', 'user', 'member', 'quoted_message', 'pinned_by', 'thread_participants'],
  ...['reaction_counts', 'reaction_scores', 'reaction_groups', 'latest_reactions', 'own_reactions'],
  'mentioned_users',
]);

/** Long enough that random letters hardly ever spell them. */
const SHORTEST = 6;
const TELLING = Object.values(WORDS)
  .flatMap((words) => words.toLowerCase().split(/[\s,]+/))
  .filter((word) => [...word].length >= SHORTEST);

/** The first word of the corpus in what a message says beside its text, also in base64 or hexadecimal; null for none. */
export const wordsIn = (message: Record<string, unknown>): string | null => {
  const own = Object.entries(message).filter(([name]) => !OF_OTHERS.has(name));
  const said = own.flatMap(stringsIn).flatMap(readings);
  return TELLING.find((word) => said.some((text) => text.includes(word))) ?? null;
};

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...stringsIn(inner)]);
};

/** What somebody might read in it. */
const readings = (text: string): string[] => {
  const plain = text.normalize('NFKC').replaceAll(/\p{M}|\p{Cf}/gu, '');
  return [plain, Buffer.from(text, 'base64').toString(), Buffer.from(text, 'hex').toString()].map((reading) =>
    reading.toLowerCase(),
  );
};
