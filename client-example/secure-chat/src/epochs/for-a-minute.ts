const MINUTE_MS = 60_000;

/** Remembers answers that may be others later, by name, for a minute each. */
export const createForAMinute = <Answer>(now: () => Date) => {
  const known = new Map<string, { answer: Answer; until: number }>();
  return {
    get: (name: string): Answer | undefined => {
      const found = known.get(name);
      return found && found.until > now().getTime() ? found.answer : undefined;
    },
    set: (name: string, answer: Answer): void => {
      known.set(name, { answer, until: now().getTime() + MINUTE_MS });
    },
    clear: () => known.clear(),
  };
};
