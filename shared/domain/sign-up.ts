import type { UserResponse } from '../contract/user.ts';
import type { SealTwoManRuleKey } from './two-man-rule-key.ts';
import type { Users } from './user.ts';
import { type UserViewDeps, viewUser } from './user-view.ts';

export type SignUpDeps = UserViewDeps & {
  users: Pick<Users, 'claim'>;
  newTwoManRuleKey: () => string;
  sealTwoManRuleKey: SealTwoManRuleKey;
  now: () => Date;
};

/**
 * Makes the caller known. The first key offered wins and is never replaced: the identity saved with it could not be opened
 * again. Safe to repeat in every state, and to race: all callers get the same two-man-rule key. Throws `USER_ERASED`.
 */
export const signUp = async (
  deps: SignUpDeps,
  userId: string,
): Promise<{ created: boolean; user: UserResponse }> => {
  const { user, created } = await deps.users.claim({
    id: userId,
    sealedTwoManRuleKey: await deps.sealTwoManRuleKey(userId, deps.newTwoManRuleKey()),
    createdAt: deps.now().toISOString(),
  });
  return { created, user: await viewUser(deps, user) };
};
