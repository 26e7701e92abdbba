import { decodeJwt } from 'jose';
import type { StreamChat } from 'stream-chat';
import type { MessagingApi } from '../api/messaging-api.ts';
import { MessagingApiError } from '../errors.ts';

/**
 * Connects to Stream as the user the backend's token names, and answers that chat user id. Others see them under `name`.
 * stream-chat asks for a new token by itself when Stream calls the old one expired (stream.md section 3, code 40).
 * Not to be repeated for a connected client. Throws `MessagingApiError` and what stream-chat throws.
 */
export const connectToStream = async (
  client: StreamChat,
  api: Pick<MessagingApi, 'token'>,
  name?: string,
): Promise<string> => {
  const first = (await api.token()).accessToken;
  const userId = userOf(first);
  let unused: string | undefined = first;
  const nextToken = async () => {
    const token = unused ?? (await api.token()).accessToken;
    unused = undefined;
    return token;
  };
  await client.connectUser({ id: userId, ...(name && { name }) }, nextToken);
  return userId;
};

/** The `user_id` of a Stream user token (stream.md section 2). Not verified here: Stream does that. */
const userOf = (token: string): string => {
  const userId = decodeJwt(token).user_id;
  if (typeof userId !== 'string') throw new MessagingApiError('MALFORMED_ANSWER');
  return userId;
};
