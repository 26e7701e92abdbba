import type { KeptAccount } from '../contract/erasure.ts';
import { AppError } from './app-error.ts';
import type { Erasures } from './erasure.ts';

/** Another may be asked for at the same moment; the one that was found is taken back each time. */
const TRIES = 3;

/**
 * Takes back an erasure that waits for its day, also one that did not get as far as revoking tokens; the account is as it was, and new tokens of Stream are good.
 * A repeat, and a call where there is nothing to take back, answers the same. Throws `USER_ERASED` from the moment on at which it is carried out.
 */
export const keepAccount = async (
  { erasures }: { erasures: Pick<Erasures, 'find' | 'takeBackPending'> },
  userId: string,
): Promise<KeptAccount> => {
  let state = await erasures.find(userId);
  for (let tries = 0; tries < TRIES && state.kind === 'pending'; tries++)
    state = await erasures.takeBackPending(state.pending);
  if (state.kind === 'erased') throw new AppError('USER_ERASED');
  if (state.kind === 'pending') throw new Error('An erasure is asked for again and again');
  return { userId, isKept: true };
};
