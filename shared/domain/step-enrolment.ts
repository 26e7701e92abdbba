import {
  advanceEnrolment,
  type EnrolmentEvent,
  type EnrolmentRecord,
  newEnrolment,
} from '../contract/enrolment-machine.ts';
import type { EnrolmentAnswer } from '../contract/enrolment-states.ts';
import { AppError } from './app-error.ts';
import type { Enrolment, User, Users } from './user.ts';

export type StepEnrolmentDeps = {
  users: Pick<Users, 'find' | 'keepEnrolment'>;
  /** Never the same twice. */
  newVersion: () => string;
  now: () => Date;
};

/**
 * How far a user's enrolment is. An operator who takes `enrolledAt` from a record has them start anew, and then what is stored of the old identity stays where
 * it is: the next attempt has a place of its own.
 */
export const enrolmentOf = ({ enrolment, enrolledAt }: User): EnrolmentRecord => {
  const isReset = enrolment?.state === 'enrolled' && enrolledAt === undefined;
  if (isReset) return { ...newEnrolment, attempt: enrolment.attempt + 1 };
  return enrolment ?? newEnrolment;
};

/** Seald's id of the identity that is the person's. Before it is saved, another one may still become that. */
export const savedAccountOf = (user: User): string | undefined => {
  const { state, account } = enrolmentOf(user);
  return state === 'saved' || state === 'enrolled' ? account : undefined;
};

/** What was registered of the signature chain of the identity that is the person's now. That of one that they had before is not theirs any more. */
export const sigchainOf = (user: User): User['sigchain'] =>
  user.sigchain?.account === savedAccountOf(user) ? user.sigchain : undefined;

/** The person's devices, each with one step under way, are few. */
const MOST_TRIES = 8;

/**
 * Takes one step of a user's enrolment: reads, asks the machine, writes if nobody else has written meanwhile, else asks anew. `also`: what is written with it.
 * A repeat of any step gives the same answer, as long as no other step came between. Throws `USER_NOT_FOUND`, `USER_ERASED`.
 */
export const stepEnrolment = async (
  { users, newVersion, now }: StepEnrolmentDeps,
  userId: string,
  event: EnrolmentEvent,
  also?: { enrolledAt: string; sigchain?: User['sigchain'] },
): Promise<{ user: User; enrolment: Omit<Enrolment, 'version'>; answer: EnrolmentAnswer }> => {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const user = await users.find(userId);
    if (!user) throw new AppError('USER_NOT_FOUND');
    const before = enrolmentOf(user);
    const { record, answer } = advanceEnrolment(before, event, now().getTime());
    const isChanged = record !== before || (answer === 'go' && also !== undefined);
    if (!isChanged) return { user, enrolment: record, answer };
    const next = { ...record, version: newVersion() };
    if (await users.keepEnrolment(userId, user.enrolment?.version, next, also))
      return { user, enrolment: next, answer };
  }
  throw new AppError('INTERNAL_ERROR');
};
