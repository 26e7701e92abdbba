import { AppError } from './app-error.ts';
import type { User } from './user.ts';

/** What keeps an account from being used. */
export type AccountStates = {
  /** Erased, or in the middle of it. */
  erased?: true;
  /** Shut out by the operator. */
  blocked?: true;
  /** Going to be erased. */
  erasurePending?: { dueAt: string };
};

export type AccountState = keyof AccountStates;

/** What one look at an account found. `user`: the record, null before signup; left out by whoever looks at the states alone. */
export type Account = AccountStates & { user?: User | null };

/** What an account is in, read consistently. Throws when that cannot be found out. */
export type ReadAccountStates = (userId: string) => Promise<Account>;

/**
 * Gives what was read of an account. Throws `USER_ERASED`, `USER_BLOCKED` or `ERASURE_PENDING`, the first of them that holds, unless the account is open or only in states that the
 * route lets through. Changes nothing.
 */
export const demandAccount = async (
  readStates: ReadAccountStates,
  userId: string,
  letThrough: readonly AccountState[] = [],
): Promise<Account> => {
  const account = await readStates(userId);
  const { erased, blocked, erasurePending } = account;
  if (erased && !letThrough.includes('erased')) throw new AppError('USER_ERASED');
  if (blocked && !letThrough.includes('blocked')) throw new AppError('USER_BLOCKED');
  if (erasurePending && !letThrough.includes('erasurePending'))
    throw new AppError('ERASURE_PENDING', { dueAt: erasurePending.dueAt });
  return account;
};
