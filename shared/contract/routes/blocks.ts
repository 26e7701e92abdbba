import { blocksResponse } from '../peer.ts';
import { anyRecord, nothing, type Route } from '../route.ts';

export const blocks = {
  name: 'blocks',
  method: 'GET',
  path: '/me/blocks',
  access: 'user',
  budget: 'reads',
  summary: 'Whom the caller has blocked',
  request: nothing,
  response: blocksResponse,
  statuses: [200],
  errors: anyRecord,
} as const satisfies Route;
