import type { BlockResponse, BlocksResponse } from '../contract/peer.ts';
import { AppError } from './app-error.ts';
import { cidOf } from './channel.ts';
import type { Peers } from './peers.ts';
import { pairNameOf, type StartPairDeps } from './start-pair.ts';
import type { StreamChannels } from './stream-channels.ts';

export type BlockPeerDeps = {
  peers: Pick<Peers, 'block'>;
  channels: Pick<StreamChannels, 'findAmong' | 'removeMembers'>;
  encryptedChannelTypes: readonly string[];
  hash: StartPairDeps['hash'];
  now: () => Date;
};

/**
 * Keeps somebody from inviting the caller again, and takes the caller out of the conversation of the two. The block is kept first: a repeat makes up
 * for a call that broke off, and keeps the time of the first. Nobody has to exist to be blocked, so it tells nothing. Throws
 * `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for oneself.
 */
export const blockPeer = async (
  { peers, channels, encryptedChannelTypes, hash, now }: BlockPeerDeps,
  callerId: string,
  userId: string,
): Promise<BlockResponse> => {
  if (callerId === userId)
    throw new AppError('INVALID_REQUEST', { message: 'userId: must be somebody else' });
  const since = await peers.block(callerId, userId, now().toISOString());
  const pairs = encryptedChannelTypes.map((type) => pairNameOf(hash, type, [callerId, userId]));
  const isIn = await channels.findAmong(pairs.map(cidOf), callerId);
  for (const pair of pairs.filter((name) => isIn.includes(cidOf(name))))
    await channels.removeMembers(pair, [callerId]);
  return { userId, isBlocked: true, since };
};

/** Takes a block back; a repeat changes nothing. The two are strangers then, and the caller stays out of their conversation until one of them starts it. */
export const unblockPeer = async (
  { peers }: { peers: Pick<Peers, 'unblock'> },
  callerId: string,
  userId: string,
): Promise<BlockResponse> => {
  await peers.unblock(callerId, userId);
  return { userId, isBlocked: false };
};

/** Whom the caller has blocked. Changes nothing. */
export const listBlocks = async (
  { peers }: { peers: Pick<Peers, 'listBlocked'> },
  callerId: string,
): Promise<BlocksResponse> => ({ blocked: await peers.listBlocked(callerId) });
