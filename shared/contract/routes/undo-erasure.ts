import { keptAccount } from '../erasure.ts';
import { anyUser, nothing, type Route } from '../route.ts';

export const undoErasure = {
  name: 'undo-erasure',
  method: 'DELETE',
  path: '/me/erasure',
  access: 'user',
  budget: 'account',
  summary: 'Keep the account of the caller, which was going to be erased; safe to repeat',
  request: nothing,
  response: keptAccount,
  statuses: [200],
  errors: [...anyUser, 'USER_ERASED'],
} as const satisfies Route;
