import { anyRecord, nothing, type Route } from '../route.ts';
import { userResponse } from '../user.ts';

export const signup = {
  name: 'signup',
  method: 'POST',
  path: '/signup',
  access: 'user',
  budget: 'account',
  summary: 'Make the caller known; safe to repeat in every state',
  request: nothing,
  response: userResponse,
  statuses: [201, 200],
  errors: anyRecord,
} as const satisfies Route;
