import { blockResponse, peerParams } from '../peer.ts';
import { anyRecord, nothing, type Route } from '../route.ts';

export const blockPeer = {
  name: 'block-peer',
  method: 'PUT',
  path: '/me/blocks/{userId}',
  access: 'user',
  budget: 'members',
  summary:
    'Keep somebody from inviting the caller, and take the caller out of the conversation of the two; safe to repeat',
  params: peerParams,
  request: nothing,
  response: blockResponse,
  statuses: [200],
  errors: [...anyRecord, 'STREAM_UNAVAILABLE'],
} as const satisfies Route;
