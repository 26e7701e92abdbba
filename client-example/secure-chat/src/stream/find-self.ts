import type { StreamChat } from 'stream-chat';
import { splitCid } from '../../../../shared/contract/split-cid.ts';

/**
 * Whether the connected user is in a channel, whatever lists and their indexes say. Throws what Stream throws, but for refusals. Leaves nothing of the channel in the client.
 */
export const findSelf = async (
  client: StreamChat,
  cid: string,
): Promise<'here' | 'not here' | 'no channel'> => {
  const [type, id] = splitCid(cid);
  const payload = { type, id, sort: [], filter_conditions: { id: client.userID ?? '' }, limit: 1 };
  try {
    const found = await client.get<{ members: unknown[] }>(`${client.baseURL}/members`, { payload });
    return found.members.length === 0 ? 'not here' : 'here';
  } catch (error) {
    if (codeOf(error) === NOT_THERE) return 'no channel';
    if (isRefused(error)) return 'not here';
    throw error;
  }
};

/** Whether Stream will not answer this, however often it is asked: one of the channels may not be named any more. */
export const isRefused = (error: unknown): boolean => {
  const { status } = (error ?? {}) as { status?: unknown };
  return codeOf(error) !== CONNECTION_GONE && (status === 400 || status === 403 || status === 404);
};

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** Stream's codes for a connection that was lost meanwhile, and for what does not exist (stream.md section 3). */
const CONNECTION_GONE = 46;
const NOT_THERE = 16;
