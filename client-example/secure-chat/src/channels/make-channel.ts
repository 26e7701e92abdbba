import type { Channel, StreamChat } from 'stream-chat';
import type { HistoryPolicy } from '../../../../shared/contract/channel.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import { ContactKeysError } from '../contacts/contact-session.ts';
import type { PreparedSession } from '../epochs/first-epoch.ts';
import type { SealdSessions } from '../epochs/seald-sessions.ts';

export type MakeChannelDeps = {
  api: Pick<MessagingApi, 'createChannel'>;
  seald: Pick<SealdSessions, 'create' | 'revoke'>;
  /** Own chat user id. */
  userId: string;
};

export type WantedChannel = {
  type: string;
  id: string;
  members: readonly string[];
  history?: HistoryPolicy | undefined;
};

/**
 * Has the backend make a channel, or finds it when it is there. The session is made first: for people whose set-up is not finished there
 * is no channel either. Without one if somebody's keys are in doubt: the open channel will say so. Throws `MembersNotEnrolledError`,
 * `MessagingApiError`, and what Seald and Stream throw.
 */
export const makeChannel = async (
  { api, seald, userId }: MakeChannelDeps,
  stream: StreamChat,
  { type, id, members: wanted, history }: WantedChannel,
): Promise<{ channel: Channel; prepared: PreparedSession | undefined }> => {
  const members = [...new Set([userId, ...wanted])];
  const session = await seald.create(members).catch(noneIfInDoubt);
  try {
    const others = members.filter((member) => member !== userId);
    const named = { channelType: type, channelId: id };
    await api.createChannel({ ...named, members: others, ...(history && { history }) });
  } catch (error) {
    if (session) await seald.revoke(session).catch(() => {});
    throw error;
  }
  const channel = stream.channel(type, id);
  await channel.watch();
  return { channel, prepared: session && { session, members } };
};

/** Instead of a session for people whose keys are in doubt: none. Throws every other failure. */
export const noneIfInDoubt = (error: unknown): undefined => {
  if (!(error instanceof ContactKeysError)) throw error;
};
