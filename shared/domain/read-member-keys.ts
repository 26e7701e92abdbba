import type { RegisteredSigchain } from '../contract/registered-sigchain.ts';
import { AppError } from './app-error.ts';
import { type ChannelName, cidOf } from './channel.ts';
import { registeredOf } from './read-sigchain-hash.ts';
import type { StreamChannels } from './stream-channels.ts';
import type { Users } from './user.ts';

export type ReadMemberKeysDeps = {
  users: Pick<Users, 'findAllUntilErased'>;
  channels: Pick<StreamChannels, 'findMembers'>;
};

/**
 * As `readSigchainHash` for many at once, of one channel of the caller: who is a member of it shares a channel with them. Of whoever is none, nothing is told here, as
 * of who has registered nothing. Changes nothing. Throws `NOT_A_MEMBER`, also where there is no such channel, and `STREAM_UNAVAILABLE`.
 */
export const readMemberKeys = async (
  { users, channels }: ReadMemberKeysDeps,
  callerId: string,
  channel: ChannelName,
  userIds: readonly string[],
): Promise<(RegisteredSigchain & { userId: string })[]> => {
  const found = await channels.findMembers(cidOf(channel));
  const members = new Set(found?.map(({ userId }) => userId));
  if (!members.has(callerId)) throw new AppError('NOT_A_MEMBER');
  const asked = [...new Set(userIds)].filter((userId) => members.has(userId));
  const known = await users.findAllUntilErased(asked);
  return known.flatMap((user) => {
    const registered = registeredOf(user);
    return registered ? [{ ...registered, userId: user.id }] : [];
  });
};
