import { anyRecord, nothing, type Route } from '../route.ts';
import { meResponse } from '../user.ts';

export const me = {
  name: 'me',
  method: 'GET',
  path: '/me',
  access: 'user',
  budget: 'reads',
  summary: 'What the backend knows of the caller',
  request: nothing,
  response: meResponse,
  statuses: [200],
  errors: anyRecord,
} as const satisfies Route;
