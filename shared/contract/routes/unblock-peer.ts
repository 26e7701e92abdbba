import { blockResponse, peerParams } from '../peer.ts';
import { anyRecord, nothing, type Route } from '../route.ts';

export const unblockPeer = {
  name: 'unblock-peer',
  method: 'DELETE',
  path: '/me/blocks/{userId}',
  access: 'user',
  budget: 'members',
  summary: 'Take a block back; safe to repeat',
  params: peerParams,
  request: nothing,
  response: blockResponse,
  statuses: [200],
  errors: anyRecord,
} as const satisfies Route;
