import { anyRecord, nothing, type Route } from '../route.ts';
import { tokenResponse } from '../token.ts';

export const token = {
  name: 'token',
  method: 'POST',
  path: '/token',
  access: 'user',
  budget: 'reads',
  summary: 'A Stream user token for the caller',
  request: nothing,
  response: tokenResponse,
  statuses: [200],
  errors: anyRecord,
} as const satisfies Route;
