import { claimIdentityRequest, claimIdentityResponse } from '../enrolment.ts';
import { anyRecord, type Route } from '../route.ts';

export const claimIdentity = {
  name: 'claim-identity',
  method: 'PUT',
  path: '/me/identity',
  access: 'user',
  budget: 'account',
  summary:
    "Which of the caller's devices makes the identity, and which identity it is, until one is saved; safe to repeat, and for several devices to ask at once",
  request: claimIdentityRequest,
  response: claimIdentityResponse,
  statuses: [200],
  errors: [...anyRecord, 'USER_NOT_FOUND'],
} as const satisfies Route;
