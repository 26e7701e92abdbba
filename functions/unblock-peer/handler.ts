import { unblockPeer as route } from '../../shared/contract/routes/unblock-peer.ts';
import { unblockPeer } from '../../shared/domain/block-peer.ts';
import type { Peers } from '../../shared/domain/peers.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `DELETE /me/blocks/{userId}`. A repeat gives the same answer. */
export const createHandler = ({ guard, ...deps }: Guarded<{ peers: Pick<Peers, 'unblock'> }>) =>
  endpoint(route, { guard }, async ({ userId: callerId, params: { userId } }) => ({
    statusCode: 200,
    body: await unblockPeer(deps, callerId, userId),
  }));
