import type { SigchainHashResponse } from '../contract/registered-sigchain.ts';
import { authorKeyOf, claimOf, formerKeysOf } from './author-keys.ts';
import type { StreamChannels } from './stream-channels.ts';
import type { User, Users } from './user.ts';

export type ReadSigchainHashDeps = {
  users: Pick<Users, 'findUntilErased'>;
  channels: Pick<StreamChannels, 'shareChannel'>;
};

/**
 * What a user's own device said last of that user's signature chain, and the key that their devices sign with, for the user and for whoever shares a channel with
 * them. Everybody else is told that there is nothing, as of somebody who is not there: nobody can learn who has signed up. Nor who is going to be erased: until
 * then all is told as before, and it is the guard that tells the user. Changes nothing. Throws `STREAM_UNAVAILABLE`.
 */
export const readSigchainHash = async (
  { users, channels }: ReadSigchainHashDeps,
  callerId: string,
  userId: string,
): Promise<SigchainHashResponse> => {
  if (callerId !== userId && !(await channels.shareChannel(callerId, userId))) return { registered: null };
  const user = await users.findUntilErased(userId);
  return { registered: user?.sigchain ? registeredOf(user, user.sigchain) : null };
};

const registeredOf = (user: User, { hash, registeredAt }: NonNullable<User['sigchain']>) => {
  const key = authorKeyOf(user);
  const former = formerKeysOf(user);
  return {
    sigchainHash: hash,
    registeredAt,
    ...(key && { author: claimOf(key) }),
    ...(former.length > 0 && { formerAuthorKeys: former }),
  };
};
