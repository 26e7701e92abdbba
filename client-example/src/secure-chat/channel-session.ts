import type { EncryptionSession } from '@seald-io/sdk/lib/main.js';
import type { Channel, StreamChat } from 'stream-chat';
import * as z from 'zod';
import { sealdIdOf } from '../../../shared/contract/seald-id.ts';
import { announcedSession, memberIds } from './channel-data.ts';
import { MembersNotEnrolledError, SecureChatError } from './errors.ts';
import type { PinnedSessions } from './pinned-sessions.ts';
import { asKnownUser, sealdCode } from './seald-errors.ts';
import type { SealdSdk } from './seald-sdk.ts';

export type SessionDeps = {
  sdk: SealdSdk;
  pins: PinnedSessions;
  /** Own chat user id. */
  userId: string;
  sealdIdPrefix: string;
};

/** The SDK throws an untyped error for anything else (seald.md section 2), and the channel's data can hold anything. */
const sessionIdShape = z.uuid();

/** Stream's code for "not allowed" (stream.md section 3). */
const NOT_ALLOWED = 17;

/**
 * The encryption session of a watched channel: the pinned one; else the one its data names; else a new one for exactly its
 * members, noted in its data. What comes out is pinned, so a repeat gives the same. Needs Stream's right to update the channel
 * when a new one is to be noted (by default the creator has it: stream.md section 10.1).
 * Throws `MembersNotEnrolledError`, and `SecureChatError` `NO_ACCESS`, `CHANNEL_NOT_ENCRYPTED` or `IDENTITY_FORGOTTEN`.
 */
export const sessionOfChannel = async (deps: SessionDeps, channel: Channel): Promise<EncryptionSession> => {
  const known = (await deps.pins.get(channel.cid)) ?? announcedSession(channel.data);
  const session = known ? await retrieveSession(deps.sdk, known) : await agreeOnSession(deps, channel);
  await deps.pins.pin(channel.cid, session.sessionId);
  return session;
};

/** A new encryption session for the given chat users and, always, oneself: without that its maker could not read it again. */
export const createSession = async (
  { sdk, userId, sealdIdPrefix }: SessionDeps,
  members: readonly string[],
): Promise<EncryptionSession> => {
  const everyone = [...new Set([userId, ...members])];
  try {
    const userIds = everyone.map((id) => sealdIdOf(sealdIdPrefix, id));
    return await asKnownUser(sdk.createEncryptionSession({ userIds }));
  } catch (error) {
    const missing = everyone.filter((id) => namesUser(error, `${sealdIdOf(sealdIdPrefix, id)}@${sdk.appId}`));
    throw missing.length > 0 ? new MembersNotEnrolledError(missing, error) : error;
  }
};

/** Makes an encrypted channel, or finds it when it is there: what its data names then counts, not what was made here. */
export const createChannelWithSession = async (
  deps: SessionDeps,
  stream: StreamChat,
  { type, id, members }: { type: string; id: string; members: readonly string[] },
): Promise<Channel> => {
  const session = await createSession(deps, members);
  const everyone = [...new Set([deps.userId, ...members])];
  const channel = stream.channel(type, id, { members: everyone, session_id: session.sessionId });
  await channel.watch();
  return channel;
};

const retrieveSession = async (sdk: SealdSdk, sessionId: string): Promise<EncryptionSession> => {
  if (!sessionIdShape.safeParse(sessionId).success) throw new SecureChatError('NO_ACCESS');
  try {
    return await asKnownUser(sdk.retrieveEncryptionSession({ sessionId }));
  } catch (error) {
    throw isNoAccess(error) ? new SecureChatError('NO_ACCESS', error) : error;
  }
};

// Stream has no conditional update: the last writer wins, so all read the outcome again and take that (field.md D10).
const agreeOnSession = async (deps: SessionDeps, channel: Channel): Promise<EncryptionSession> => {
  const own = await createSession(deps, await memberIds(channel));
  try {
    await channel.updatePartial({ set: { session_id: own.sessionId } });
  } catch (error) {
    if (streamCode(error) !== NOT_ALLOWED) throw error;
  }
  await channel.watch();
  const agreed = announcedSession(channel.data);
  if (!agreed) throw new SecureChatError('CHANNEL_NOT_ENCRYPTED');
  return agreed === own.sessionId ? own : retrieveSession(deps.sdk, agreed);
};

const streamCode = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** The codes of seald.md section 1 for 404 and 410. */
const isNoAccess = (error: unknown): boolean =>
  ['NO_TOKEN_FOR_YOU', 'NO_TOKEN_FOR_KEY'].includes(sealdCode(error));

/** The SDK names unknown users as `<userId>@<appId>` in its message, comma between. */
const namesUser = (error: unknown, connector: string): boolean =>
  error instanceof Error &&
  error.message.startsWith('Cannot have unregistered users') &&
  (error.message.split(': ')[1] ?? '').split(',').includes(connector);
