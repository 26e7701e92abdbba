import type { RegisteredSigchain, SigchainHashResponse } from '../contract/registered-sigchain.ts';
import { authorKeyOf, claimOf, formerKeysOf } from './author-keys.ts';
import { sigchainOf } from './step-enrolment.ts';
import type { StreamChannels } from './stream-channels.ts';
import type { User, Users } from './user.ts';

export type ReadSigchainHashDeps = {
  users: Pick<Users, 'findUntilErased'>;
  channels: Pick<StreamChannels, 'shareChannel'>;
};

/**
 * What a user's own device said last of that user's signature chain, and the key that their devices sign with, each for the identity that is theirs now, and the keys of
 * identities before: for the user and for whoever shares a channel with them. Everybody else is told that there is nothing, as of somebody who is not there: nobody can learn who has signed up. Nor who is going to be erased: until
 * then all is told as before, and it is the guard that tells the user. Changes nothing. Throws `STREAM_UNAVAILABLE`.
 */
export const readSigchainHash = async (
  { users, channels }: ReadSigchainHashDeps,
  callerId: string,
  userId: string,
): Promise<SigchainHashResponse> => {
  if (callerId !== userId && !(await channels.shareChannel(callerId, userId))) return { registered: null };
  const user = await users.findUntilErased(userId);
  return { registered: user && registeredOf(user) };
};

export const registeredOf = (user: User): RegisteredSigchain | null => {
  const [sigchain, key, former] = [sigchainOf(user), authorKeyOf(user), formerKeysOf(user)];
  if (!sigchain && !key && former.length === 0) return null;
  return {
    ...(sigchain && { sigchainHash: sigchain.hash, registeredAt: sigchain.registeredAt }),
    ...(key && { author: claimOf(key) }),
    ...(former.length > 0 && { formerAuthorKeys: former }),
  };
};
