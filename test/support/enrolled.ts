import type { Users } from '../../shared/domain/user.ts';

/** Seald's id of an identity, and the id of a device; of nobody. */
export const ACCOUNT = '7d4c9a52-1f0b-4e6d-9a3c-52e8f1b0c6d7';
export const DEVICE = '5f0c1b9d8e7a46b3a2d1c0f9e8b7a6d5';

/** The steps that come before `POST /enroll`. */
export const SAVING = [
  { on: 'claim', device: DEVICE },
  { on: 'store', device: DEVICE, attempt: 1, account: ACCOUNT },
  { on: 'saved', attempt: 1, account: ACCOUNT },
] as const;

/** Has somebody who signed up be enrolled, as the last step of their enrolment writes it. */
export const enrollUser = (users: Pick<Users, 'keepEnrolment'>, id: string, at: string, hash?: string) =>
  users.keepEnrolment(
    id,
    undefined,
    { state: 'enrolled', attempt: 1, account: ACCOUNT, version: 'v1' },
    { enrolledAt: at, ...(hash !== undefined && { sigchain: { hash, account: ACCOUNT, registeredAt: at } }) },
  );
