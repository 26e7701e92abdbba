import type { StreamChat } from 'stream-chat';

/** Somebody to talk to, as Stream knows them. */
export type Person = { id: string; name: string };

const MOST_PEOPLE = 20;

/** Chat users whose name contains this, by name, without oneself; at most twenty, and none for an empty name. */
export const findPeople = async (stream: StreamChat, namePart: string): Promise<Person[]> => {
  const wanted = namePart.trim();
  if (wanted === '') return [];
  const filter = { name: { $autocomplete: wanted } };
  const { users } = await stream.queryUsers(filter, { name: 1 }, { limit: MOST_PEOPLE + 1 });
  const others = users.filter(({ id }) => id !== stream.userID).slice(0, MOST_PEOPLE);
  return others.map(({ id, name }) => ({ id, name: name ?? id }));
};
