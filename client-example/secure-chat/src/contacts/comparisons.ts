import type { Contacts } from './contacts.ts';

/** With whom this user has compared safety numbers, on this device. */
export type Comparisons = {
  /** When, in ISO 8601, by chat user id; null for those whose number was not compared, or is another by now. Asks nobody. */
  of: (userIds: readonly string[]) => Promise<ReadonlyMap<string, string | null>>;
  /**
   * The two have seen the same digits: `digits`. False, and nothing noted, when the number is another one by now. A repeat notes it again. Throws as
   * `safetyNumber` does.
   */
  note: (userId: string, digits: string) => Promise<boolean>;
  /** Takes it back. */
  forget: (userId: string) => Promise<void>;
  /** Calls the listener after each change made here; answers how to stop. */
  subscribe: (listener: () => void) => () => void;
};

export const createComparisons = (
  contacts: () => Promise<Pick<Contacts, 'comparedAt' | 'noteCompared' | 'forgetCompared'>>,
): Comparisons => {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  return {
    of: async (userIds) => {
      const { comparedAt } = await contacts();
      return new Map(await Promise.all(userIds.map(async (id) => [id, await comparedAt(id)] as const)));
    },
    note: async (userId, digits) => {
      const isNoted = await (await contacts()).noteCompared(userId, digits);
      if (isNoted) tell();
      return isNoted;
    },
    forget: async (userId) => {
      await (await contacts()).forgetCompared(userId);
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
