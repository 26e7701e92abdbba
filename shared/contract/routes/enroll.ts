import { enrollRequest, enrollResponse } from '../enroll.ts';
import { anyRecord, type Route } from '../route.ts';

export const enroll = {
  name: 'enroll',
  method: 'POST',
  path: '/enroll',
  access: 'user',
  budget: 'account',
  summary:
    "Note that the caller's saved identity has its user id, and what its signature chain is; safe to repeat",
  request: enrollRequest,
  response: enrollResponse,
  statuses: [200],
  errors: [...anyRecord, 'USER_NOT_FOUND', 'IDENTITY_NOT_SAVED'],
} as const satisfies Route;
