import type { UserResponse } from '../contract/user.ts';
import { AppError } from './app-error.ts';
import type { Users } from './user.ts';
import { type UserViewDeps, viewUser } from './user-view.ts';

export type ReadMeDeps = UserViewDeps & { users: Pick<Users, 'find'> };

/** What we know of the caller; changes nothing. Throws `USER_NOT_FOUND` before signup, `USER_ERASED`. */
export const readMe = async (deps: ReadMeDeps, userId: string): Promise<UserResponse> => {
  const user = await deps.users.find(userId);
  if (!user) throw new AppError('USER_NOT_FOUND');
  return viewUser(deps, user);
};
