import { exportResponse } from '../export.ts';
import { anyUser, nothing, type Route } from '../route.ts';

export const exportMe = {
  name: 'export-me',
  method: 'GET',
  path: '/me/export',
  access: 'user',
  budget: 'reads',
  summary: 'All that the backend holds about the caller, and where the rest is',
  request: nothing,
  response: exportResponse,
  statuses: [200],
  errors: [...anyUser, 'USER_NOT_FOUND'],
} as const satisfies Route;
