import type { DeviceStorage } from '../platform/device-storage.ts';

type Named = { id: string; name: string };

/** Somebody who goes by another name than this user last knew. */
export type Renaming = { userId: string; before: string; now: string };

/** Under which names this user knows their contacts: Stream's are anybody's choice, at any time. */
export type ContactNames = {
  /** Remembers who is seen for the first time; answers those who are called otherwise now. A repeat answers the same until it is noted. */
  look: (people: readonly Named[]) => Promise<Renaming[]>;
  /** The user knows them by this name from now on. */
  note: (person: Named) => Promise<void>;
};

/** Kept in the device's storage. Rejects as that does. */
export const contactNames = (storage: Pick<DeviceStorage, 'get' | 'set'>): ContactNames => {
  const note = ({ id, name }: Named) => storage.set(keyOf(id), name);
  const lookAt = async (person: Named): Promise<Renaming | null> => {
    const before = await storage.get(keyOf(person.id));
    if (before === null) await note(person);
    return before === null || before === person.name ? null : { userId: person.id, before, now: person.name };
  };
  return {
    note,
    look: async (people) => (await Promise.all(people.map(lookAt))).filter((found) => found !== null),
  };
};

const keyOf = (userId: string): string => `called/${userId}`;
