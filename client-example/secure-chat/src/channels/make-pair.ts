import type { Channel, StreamChat } from 'stream-chat';
import type { MessagingApi } from '../api/messaging-api.ts';
import type { PreparedSession } from '../epochs/first-epoch.ts';
import type { SealdSessions } from '../epochs/seald-sessions.ts';
import { SecureChatError } from '../errors.ts';
import { type PairDeps, pairIdWith } from '../stream/pair.ts';
import { noneIfInDoubt } from './make-channel.ts';

export type MakePairDeps = PairDeps & {
  api: Pick<MessagingApi, 'startPair'>;
  seald: Pick<SealdSessions, 'create' | 'revoke'>;
};

/**
 * Has the backend make the conversation with somebody, or finds it, enters it again after having left, and takes it out of hiding. As for
 * `makeChannel`, the session comes before a channel that is not there yet. Throws `SecureChatError` `WRONG_PAIR` when the backend names
 * another channel than this device reckons, `MembersNotEnrolledError`, `MessagingApiError`, and what Seald and Stream throw.
 */
export const makePair = async (
  deps: MakePairDeps,
  stream: StreamChat,
  type: string,
  other: string,
): Promise<{ channel: Channel; prepared: PreparedSession | undefined }> => {
  const { api, seald, userId } = deps;
  const id = await pairIdWith(deps, other);
  const members = [userId, other];
  const cid = `${type}:${id}`;
  const session = (await isThere(stream, cid)) ? undefined : await seald.create(members).catch(noneIfInDoubt);
  try {
    const made = await api.startPair(type, other);
    if (made.cid !== cid) throw new SecureChatError('WRONG_PAIR');
  } catch (error) {
    if (session) await seald.revoke(session).catch(() => {});
    throw error;
  }
  const channel = stream.channel(type, id);
  await channel.watch();
  if (channel.data?.hidden) await channel.show();
  return { channel, prepared: session && { session, members } };
};

/** A channel that is hidden is not found: then a session is made in vain, and revoked. */
const isThere = async (stream: StreamChat, cid: string): Promise<boolean> => {
  const options = { limit: 1, state: false, watch: false, presence: false };
  return (await stream.queryChannelsRequest({ cid }, [], options)).length > 0;
};
