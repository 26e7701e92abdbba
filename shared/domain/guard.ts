import { type Account, type AccountState, demandAccount, type ReadAccountStates } from './account-gate.ts';
import { AppError } from './app-error.ts';
import type { Taken } from './budget.ts';

/** What stands before every endpoint of people's apps. */
export type Guard = {
  readAccountStates: ReadAccountStates;
  /** Takes so many calls, one unless told, from the caller's budget for the route. What is known already is said at once, without a promise. Throws when it cannot be found out. */
  takeCall: (userId: string, calls?: number) => Taken | Promise<Taken>;
  /** What stands for a caller in log lines; undefined while that cannot be told. Throws nothing, and does not wait. */
  nameCaller: (userId: string) => string | undefined;
};

export type Entry = {
  guard: Guard;
  /** Accounts that the route is open to all the same. */
  letsThrough?: readonly AccountState[];
  /** For what only reads: the account is looked at beside it, and nothing is answered before both are done. */
  isBeside?: boolean;
};

/**
 * Does what a route does for a caller whose account is open, and who has not asked for too much. Throws what {@link demandAccount} throws, and
 * `RATE_LIMITED`; then nothing was done. `act` gets what was read of the account, nothing where it goes beside. Of who is known to have no call left nothing is read: a flood costs no more than its answers.
 */
export const behindGuard = async <T>(
  { guard, letsThrough, isBeside = false }: Entry,
  userId: string,
  act: (account: Account) => Promise<T>,
): Promise<T> => {
  const taken = guard.takeCall(userId);
  if (!(taken instanceof Promise)) demandTaken(taken);
  const budget = Promise.resolve(taken).then(demandTaken);
  const account = demandAccount(guard.readAccountStates, userId, letsThrough);
  if (!isBeside) {
    const [open] = await allOf(account, budget);
    return act(open);
  }
  const [, , acted] = await allOf(
    account,
    budget,
    budget.then(() => act({})),
  );
  return acted;
};

/** Takes so many calls more, for a call that does the work of many. Throws `RATE_LIMITED`; then none was taken. */
export const demandCalls = async (guard: Guard, userId: string, calls: number): Promise<void> => {
  if (calls > 0) demandTaken(await guard.takeCall(userId, calls));
};

const demandTaken = (answer: Taken): void => {
  if (!answer.taken) throw new AppError('RATE_LIMITED', { retryAfterSeconds: answer.retryAfterSeconds });
};

/** Waits for all of them. Throws what the first of them threw, by their order and not by time. */
const allOf = async <T extends unknown[]>(...promises: { [I in keyof T]: Promise<T[I]> }): Promise<T> => {
  const settled = await Promise.allSettled(promises);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as T;
};
