import type { StreamChat } from 'stream-chat';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import type { MessagingApi } from '../api/messaging-api.ts';
import type { Patience } from '../platform/patience.ts';

/**
 * Connects to Stream as the user the backend's token is for, and answers that chat user id. Others see them under `name`.
 * stream-chat asks for a new token by itself when Stream calls the old one expired (stream.md section 3, code 40).
 * What Stream refuses for its rate limit is tried again. Not to be repeated for a connected client. Throws `MessagingApiError` and what
 * stream-chat throws.
 */
export const connectToStream = async (
  client: StreamChat,
  api: Pick<MessagingApi, 'token'>,
  patience: Pick<Patience, 'insist'>,
  name?: string,
): Promise<string> => {
  const { accessToken: first, userId } = await api.token();
  let unused: string | undefined = first;
  const nextToken = async () => {
    const token = unused ?? (await api.token()).accessToken;
    unused = undefined;
    return token;
  };
  const connectOnce = async () => {
    try {
      await client.connectUser({ id: userId, ...(name && { name }) }, nextToken);
    } catch (refusal) {
      // Begun by stream-chat already: the next try must not meet the end of it.
      if (isForTooMany(refusal)) await client.disconnectUser();
      throw refusal;
    }
  };
  await patience.insist(connectOnce, (refusal) => (isForTooMany(refusal) ? 'unsaid' : null));
  return userId;
};

/** Stream's code for too many calls (stream.md section 3). */
const RATE_LIMITED = 9;

/** stream-chat puts what the socket was told into the message, as JSON. */
const isForTooMany = (refusal: unknown): boolean =>
  refusal instanceof Error &&
  (parseJson(refusal.message) as { code?: unknown } | undefined)?.code === RATE_LIMITED;
