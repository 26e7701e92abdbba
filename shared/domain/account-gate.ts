import { AppError } from './app-error.ts';

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

/** What an account is in, read consistently. Throws when that cannot be found out. */
export type ReadAccountStates = (userId: string) => Promise<AccountStates>;

/**
 * Throws `USER_ERASED`, `USER_BLOCKED` or `ERASURE_PENDING`, the first of them that holds, unless the account is open or only in states that the
 * route lets through. Changes nothing.
 */
export const demandAccount = async (
  readStates: ReadAccountStates,
  userId: string,
  letThrough: readonly AccountState[] = [],
): Promise<void> => {
  const { erased, blocked, erasurePending } = await readStates(userId);
  if (erased && !letThrough.includes('erased')) throw new AppError('USER_ERASED');
  if (blocked && !letThrough.includes('blocked')) throw new AppError('USER_BLOCKED');
  if (erasurePending && !letThrough.includes('erasurePending'))
    throw new AppError('ERASURE_PENDING', { dueAt: erasurePending.dueAt });
};
