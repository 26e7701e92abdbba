import type { Account } from './account-gate.ts';
import type { Users } from './user.ts';

/**
 * The users, when the record of one was read just now: the first look at that user gives what was read, every later one reads anew. So whoever
 * looks, writes if nothing changed and else looks again makes one read less. The same users when no record was read.
 */
export const startingFrom = <Some extends Pick<Users, 'find'>>(
  { user }: Account,
  userId: string,
  users: Some,
): Some => {
  if (user === undefined) return users;
  let isNew = true;
  const find: Users['find'] = async (id) => {
    if (id !== userId || !isNew) return users.find(id);
    isNew = false;
    return user;
  };
  return { ...users, find };
};
