import type { EnrollRequest, EnrollResponse } from '../contract/enroll.ts';
import { AppError } from './app-error.ts';
import { type StepEnrolmentDeps, stepEnrolment } from './step-enrolment.ts';

export type EnrollDeps = StepEnrolmentDeps;

/**
 * Notes that the caller's saved identity has its user id. Only the client knows: the key storage does not tell a backend. A repeat answers the first
 * time; a signature chain's hash that comes with it replaces the one noted before.
 * Throws `IDENTITY_NOT_SAVED` for any other identity than the one saved, `USER_NOT_FOUND` before signup, `USER_ERASED`.
 */
export const enroll = async (
  deps: EnrollDeps,
  userId: string,
  { account, sigchainHash }: EnrollRequest,
): Promise<{ isNew: boolean; enrollment: EnrollResponse }> => {
  const time = deps.now().toISOString();
  const sigchain =
    sigchainHash === undefined ? undefined : { hash: sigchainHash, account, registeredAt: time };
  const also = { enrolledAt: time, ...(sigchain && { sigchain }) };
  const { user, answer } = await stepEnrolment(deps, userId, { on: 'enroll', account }, also);
  if (answer !== 'go') throw new AppError('IDENTITY_NOT_SAVED');
  const { id, enrolledAt = time } = user;
  return { isNew: user.enrolledAt === undefined, enrollment: { id, isEnrolled: true, enrolledAt } };
};
