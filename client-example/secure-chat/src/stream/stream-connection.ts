import type { StreamChat } from 'stream-chat';
import type { MessagingApi } from '../api/messaging-api.ts';

/**
 * Connects to Stream as the user the backend's token is for, and answers that chat user id. Others see them under `name`.
 * stream-chat asks for a new token by itself when Stream calls the old one expired (stream.md section 3, code 40).
 * Not to be repeated for a connected client. Throws `MessagingApiError` and what stream-chat throws.
 */
export const connectToStream = async (
  client: StreamChat,
  api: Pick<MessagingApi, 'token'>,
  name?: string,
): Promise<string> => {
  const { accessToken: first, userId } = await api.token();
  let unused: string | undefined = first;
  const nextToken = async () => {
    const token = unused ?? (await api.token()).accessToken;
    unused = undefined;
    return token;
  };
  await client.connectUser({ id: userId, ...(name && { name }) }, nextToken);
  return userId;
};
