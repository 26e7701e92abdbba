import type { Account } from './account-gate.ts';
import type { Users } from './user.ts';

/**
 * What an endpoint works with, when the record of its caller was read just now: the first look at that user gives what was read, every later one reads anew. So whoever
 * looks, writes if nothing changed and else looks again makes one read less. The same when no record was read.
 */
export const startingFrom = <Deps extends { users: Pick<Users, 'find'> }>(
  { user }: Account,
  userId: string,
  deps: Deps,
): Deps => {
  if (user === undefined) return deps;
  const { users } = deps;
  let isNew = true;
  const find: Users['find'] = async (id) => {
    if (id !== userId || !isNew) return users.find(id);
    isNew = false;
    return user;
  };
  return { ...deps, users: { ...users, find } };
};
