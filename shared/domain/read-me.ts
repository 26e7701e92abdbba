import type { MeResponse } from '../contract/user.ts';
import type { Users } from './user.ts';
import { type UserViewDeps, viewUser } from './user-view.ts';

export type ReadMeDeps = UserViewDeps & { users: Pick<Users, 'find'> };

/** What we know of the caller, nothing before signup; changes nothing. Throws `USER_ERASED`. */
export const readMe = async (deps: ReadMeDeps, userId: string): Promise<MeResponse> => {
  const user = await deps.users.find(userId);
  return { user: user && (await viewUser(deps, user)) };
};
