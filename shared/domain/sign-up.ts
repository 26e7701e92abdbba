import type { UserResponse } from '../contract/user.ts';
import type { SealTwoManRuleKey } from './two-man-rule-key.ts';
import type { User, Users } from './user.ts';
import { type UserViewDeps, viewUser } from './user-view.ts';

export type SignUpDeps = UserViewDeps & {
  users: Pick<Users, 'claim'>;
  newTwoManRuleKey: () => string;
  sealTwoManRuleKey: SealTwoManRuleKey;
  now: () => Date;
};

/**
 * Makes the caller known. The first key offered wins and is never replaced: the identity saved with it could not be opened
 * again. Safe to repeat in every state, and to race: all callers get the same two-man-rule key. `known`: the record if it was just read; who has
 * one already is written nowhere. Throws `USER_ERASED`.
 */
export const signUp = async (
  deps: SignUpDeps,
  userId: string,
  known?: User | null,
): Promise<{ created: boolean; user: UserResponse }> => {
  if (known) return { created: false, user: await viewUser(deps, known) };
  const { user, created } = await deps.users.claim({
    id: userId,
    sealedTwoManRuleKey: await deps.sealTwoManRuleKey(userId, deps.newTwoManRuleKey()),
    createdAt: deps.now().toISOString(),
  });
  return { created, user: await viewUser(deps, user) };
};
