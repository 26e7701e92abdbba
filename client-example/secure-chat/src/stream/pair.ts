import type { Channel } from 'stream-chat';
import * as contract from '../../../../shared/contract/pair-id.ts';
import type { Platform } from '../platform/platform.ts';
import { utf8 } from '../platform/utf8.ts';

export type PairDeps = Pick<Platform, 'sha256' | 'toBase64'> & {
  /** Own chat user id. */
  userId: string;
};

/** Whether a channel says that it is the conversation of two: for words only, see {@link findPairWith}. */
export const isPairId = (channelId: string | undefined): boolean =>
  channelId !== undefined && contract.isPairId(channelId);

/** Channel id of the conversation with somebody, as this device reckons it: whoever makes the channel has no say in it. */
export const pairIdWith = async ({ sha256, toBase64, userId }: PairDeps, other: string): Promise<string> =>
  contract.pairIdOf(base64url(toBase64(await sha256(utf8(contract.pairText(userId, other))))));

/** Which of these people the channel is the conversation with; null when none, and for a group, also one of two people. */
export const findPairWith = async (
  deps: PairDeps,
  { id = '' }: Pick<Channel, 'id'>,
  userIds: readonly string[],
): Promise<string | null> => {
  if (!isPairId(id)) return null;
  for (const other of new Set(userIds))
    if (other !== deps.userId && (await pairIdWith(deps, other)) === id) return other;
  return null;
};

const base64url = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=*$/, '');
