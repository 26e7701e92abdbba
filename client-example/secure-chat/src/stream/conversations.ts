import type { StreamChat, UserFilters } from 'stream-chat';
import { plainName } from '../platform/plain-names.ts';
import { foldName } from './fold-name.ts';
import { nameVariants } from './name-variants.ts';

/** Somebody to talk to, as Stream knows them. */
export type Person = { id: string; name: string };

const MOST_PEOPLE = 20;
/** Stream's code for a filter it does not take (stream.md section 3). */
const INPUT_ERROR = 4;

/** Chat users whose name contains this, accents aside, by name, without oneself; at most twenty, and none for an empty name. */
export const findPeople = async (stream: StreamChat, namePart: string): Promise<Person[]> => {
  const wanted = namePart.trim();
  if (wanted === '') return [];
  const users = await queryByName(stream, wanted);
  const others = users.filter(({ id }) => id !== stream.userID).slice(0, MOST_PEOPLE);
  return others.map(({ id, name }) => ({ id, name: plainName(name ?? '') || id }));
};

const queryByName = async (stream: StreamChat, wanted: string) => {
  const ask = async (filter: UserFilters) =>
    (await stream.queryUsers(filter, { name: 1 }, { limit: MOST_PEOPLE + 1 })).users;
  const asTyped = { name: { $autocomplete: wanted } };
  const [first, second, ...more] = nameVariants(wanted).map((name) => ({ name: { $autocomplete: name } }));
  if (!first || !second) return ask(asTyped);
  try {
    return await ask({ $or: [first, second, ...more] });
  } catch (error) {
    // Accents are a comfort: where Stream takes no such filter, the name is looked for as it was typed.
    if ((error as { code?: unknown } | null)?.code !== INPUT_ERROR) throw error;
    return ask(asTyped);
  }
};

/** Whether a name contains what was typed, accents and capitals aside: for those who were found before. */
export const isNamedLike = ({ name }: Person, namePart: string): boolean =>
  foldName(name).includes(foldName(namePart));
