import type { EnrollRequest, EnrollResponse } from '../contract/enroll.ts';
import type { Users } from './user.ts';

export type EnrollDeps = { users: Pick<Users, 'enroll'>; now: () => Date };

/**
 * Notes that the caller's identity is saved. Only the client knows that it is: the key storage does not tell a backend.
 * A repeat answers the first time; a signature chain's hash that comes with it replaces the one noted before.
 * Throws `USER_NOT_FOUND` before signup, `USER_ERASED`.
 */
export const enroll = async (
  { users, now }: EnrollDeps,
  userId: string,
  { sigchainHash }: EnrollRequest,
): Promise<{ isNew: boolean; enrollment: EnrollResponse }> => {
  const time = now().toISOString();
  const { id, enrolledAt } = await users.enroll(userId, time, sigchainHash);
  return { isNew: enrolledAt === time, enrollment: { id, isEnrolled: true, enrolledAt } };
};
