/** A code that was sent, or is about to be; `at` in milliseconds since 1970. */
export type CountedCode = {
  id: string;
  at: number;
  /** Index of the factor it went to, in a user's ledger. */
  factor?: string | undefined;
};

/** What is allowed within a day, which is any 24 hours. */
export type CodeRules = {
  codes: number;
  /** Seconds to wait after the first code of a day, after the second, and so on; the last holds for all later ones. */
  coolDowns: readonly number[];
  /** Different factors. */
  factors?: number | undefined;
};

const DAY_MS = 86_400_000;

/** Those that still count at a time. */
export const codesOfTheDay = (codes: readonly CountedCode[], at: number): CountedCode[] =>
  codes.filter((code) => code.at > at - DAY_MS);

/** When nothing of a ledger counts any more, in seconds since 1970. */
export const ledgerEndsAt = (codes: readonly CountedCode[]): number =>
  Math.ceil((Math.max(0, ...codes.map(({ at }) => at)) + DAY_MS) / 1_000);

type Wanted = Pick<CountedCode, 'at' | 'factor'>;

/** Whole seconds from `wanted.at` until the rules let one more code go, 0 for at once. */
export const secondsToWait = (codes: readonly CountedCode[], wanted: Wanted, rules: CodeRules): number => {
  const isAllowed = (at: number) => allows(codesOfTheDay(codes, at), { ...wanted, at }, rules);
  const at = momentsOfChange(codes, rules).filter((moment) => moment > wanted.at);
  const first = [wanted.at, ...at].find(isAllowed) ?? wanted.at + DAY_MS;
  return Math.ceil((first - wanted.at) / 1_000);
};

const allows = (codes: CountedCode[], { at, factor }: Wanted, rules: CodeRules): boolean => {
  const last = Math.max(0, ...codes.map((code) => code.at));
  const coolDown = coolDownMs(codes.length, rules);
  const factors = new Set([...codes.map((code) => code.factor), factor]);
  return (
    codes.length < rules.codes &&
    // Without a wait the clocks of two containers are not compared.
    (coolDown === 0 || at >= last + coolDown) &&
    factors.size <= (rules.factors ?? factors.size)
  );
};

const coolDownMs = (codes: number, { coolDowns }: CodeRules): number =>
  codes === 0 ? 0 : (coolDowns[Math.min(codes, coolDowns.length) - 1] ?? 0) * 1_000;

/** A code ceases to count, or a wait is over: nothing else lets a code go that could not go before. */
const momentsOfChange = (codes: readonly CountedCode[], rules: CodeRules): number[] => {
  const last = Math.max(0, ...codes.map(({ at }) => at));
  const waits = codes.map((_, index) => last + coolDownMs(index + 1, rules));
  return [...codes.map(({ at }) => at + DAY_MS), ...waits].sort((one, other) => one - other);
};
