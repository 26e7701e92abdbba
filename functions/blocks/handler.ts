import { blocks as route } from '../../shared/contract/routes/blocks.ts';
import { listBlocks } from '../../shared/domain/block-peer.ts';
import type { Peers } from '../../shared/domain/peers.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `GET /me/blocks`. Changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<{ peers: Pick<Peers, 'listBlocked'> }>) =>
  endpoint(route, { guard, isBeside: true }, async ({ userId }) => ({
    statusCode: 200,
    body: await listBlocks(deps, userId),
  }));
