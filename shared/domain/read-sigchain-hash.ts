import type { SigchainHashResponse } from '../contract/sigchain-hash.ts';
import { AppError } from './app-error.ts';
import type { StreamChannels } from './stream-channels.ts';
import type { Users } from './user.ts';

export type ReadSigchainHashDeps = {
  users: Pick<Users, 'find'>;
  channels: Pick<StreamChannels, 'shareChannel'>;
};

/**
 * What a user's own device said last of that user's signature chain, for the user and for whoever shares a channel with
 * them. Throws `SIGCHAIN_HASH_NOT_FOUND` for everybody else too: nobody can learn who has signed up. Throws `STREAM_UNAVAILABLE`, and
 * `USER_ERASED` to the one erased.
 */
export const readSigchainHash = async (
  { users, channels }: ReadSigchainHashDeps,
  callerId: string,
  userId: string,
): Promise<SigchainHashResponse> => {
  if (callerId !== userId && !(await channels.shareChannel(callerId, userId)))
    throw new AppError('SIGCHAIN_HASH_NOT_FOUND');
  const registered = (await findAs(callerId, users, userId))?.sigchain;
  if (!registered) throw new AppError('SIGCHAIN_HASH_NOT_FOUND');
  return { userId, sigchainHash: registered.hash, registeredAt: registered.registeredAt };
};

/** Only the caller is told of an erasure of their own. */
const findAs = (callerId: string, users: ReadSigchainHashDeps['users'], userId: string) =>
  users.find(userId).catch((error: unknown) => {
    if (callerId !== userId && error instanceof AppError && error.type === 'USER_ERASED') return null;
    throw error;
  });
