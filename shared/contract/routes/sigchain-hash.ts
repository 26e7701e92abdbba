import { sigchainHashParams, sigchainHashResponse } from '../registered-sigchain.ts';
import { anyRecord, nothing, type Route } from '../route.ts';

export const sigchainHash = {
  name: 'sigchain-hash',
  method: 'GET',
  path: '/users/{userId}/sigchain-hash',
  access: 'user',
  budget: 'reads',
  summary:
    "What the devices of somebody who shares a channel with the caller say about that user's signature chain",
  params: sigchainHashParams,
  request: nothing,
  response: sigchainHashResponse,
  statuses: [200],
  errors: [...anyRecord, 'STREAM_UNAVAILABLE'],
} as const satisfies Route;
