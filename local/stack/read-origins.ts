/**
 * The origins of other apps, as somebody typed them, in the form a browser sends them: `http://LOCALHOST:80/` is `http://localhost`.
 * One that is named twice counts once. Throws an Error that says in words what is wrong with the first bad one.
 */
export const readOrigins = (texts: readonly string[]): string[] => [...new Set(texts.map(readOrigin))];

const EXAMPLE = 'For example: --origin http://localhost:5173';

const readOrigin = (text: string): string => {
  const problem = problemOf(text);
  if (problem) throw new Error(`--origin ${text}: ${problem}. ${EXAMPLE}`);
  return new URL(text).origin;
};

const problemOf = (text: string): string | undefined => {
  if (text.includes('*')) return 'each origin must be named, there are no wildcards';
  if (!/^https?:\/\//i.test(text)) return 'it must begin with http:// or https://';
  if (!URL.canParse(text)) return 'this is no address';
  const { origin, href } = new URL(text);
  // A final slash is taken: browsers and Vite show one.
  return href === `${origin}/` ? undefined : 'it must have nothing but scheme, host and port';
};
