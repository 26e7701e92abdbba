import { blockPeer as route } from '../../shared/contract/routes/block-peer.ts';
import { type BlockPeerDeps, blockPeer } from '../../shared/domain/block-peer.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `PUT /me/blocks/{userId}`. A repeat gives the same answer. */
export const createHandler = ({ guard, ...deps }: Guarded<BlockPeerDeps>) =>
  endpoint(route, { guard }, async ({ userId: callerId, params: { userId } }) => ({
    statusCode: 200,
    body: await blockPeer(deps, callerId, userId),
  }));
