import type { EnrollResponse } from '../contract/enroll.ts';
import type { Users } from './user.ts';

export type EnrollDeps = { users: Pick<Users, 'enroll'>; now: () => Date };

/**
 * Notes that the caller's identity is saved. Only the client knows that it is: the key storage does not tell a backend.
 * A repeat answers the first time. Throws `USER_NOT_FOUND` before signup.
 */
export const enroll = async ({ users, now }: EnrollDeps, userId: string): Promise<EnrollResponse> => {
  const { id, enrolledAt } = await users.enroll(userId, now().toISOString());
  return { id, isEnrolled: true, enrolledAt };
};
