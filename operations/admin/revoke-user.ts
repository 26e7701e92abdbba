import { StreamChat } from 'stream-chat';
import { refuseIssuedBefore } from '../../shared/domain/token-times.ts';
import type { Secret } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';

const CHAT_USER_ID = /^[\w@-]{1,255}$/;
/** Stream's code for something that is not there (stream.md section 3). */
const NOT_FOUND = 16;

/**
 * Has Stream refuse every token of the user that was made until now; gives the time. A repeat refuses later ones too.
 * Throws {@link OperatorError} for what is no chat user id, a user whom Stream does not know, and when Stream refuses.
 */
export const revokeUser = async (
  { apiKey, apiSecret }: Secret<'stream'>,
  streamUrl: string,
  userId: string,
  now: Date,
): Promise<string> => {
  if (!CHAT_USER_ID.test(userId))
    throw new OperatorError('--user must be a chat user id, as GET /me answers it.');
  const client = new StreamChat(apiKey, apiSecret, { baseURL: streamUrl });
  try {
    // Asked first: a call that names somebody whom Stream does not know may make them [test: vendor suites], an erased person, too.
    const { users } = await client.queryUsers({ id: { $eq: userId } }, [], { limit: 1, presence: false });
    if (users.length === 0) throw new OperatorError(`Stream knows no user ${userId}.`);
    await client.revokeUserToken(userId, refuseIssuedBefore(now));
  } catch (error) {
    const { code, status, name } = error as { code?: number; status?: number; name: string };
    if (error instanceof OperatorError) throw error;
    if (code === NOT_FOUND) throw new OperatorError(`Stream knows no user ${userId}.`);
    throw new OperatorError(`Stream refused: ${status ?? name}, code ${code ?? 'none'}.`);
  }
  return now.toISOString();
};
