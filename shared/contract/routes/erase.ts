import { erasureReceipt } from '../erasure.ts';
import { anyUser, nothing, type Route } from '../route.ts';

export const erase = {
  name: 'erase',
  method: 'DELETE',
  path: '/me',
  access: 'user',
  budget: 'account',
  summary:
    "Have the caller erased for good, here and at Stream, after the stage's days of grace; 202 until all is gone. Needs a fresh sign-in; safe to repeat",
  request: nothing,
  response: erasureReceipt,
  statuses: [200, 202],
  errors: [...anyUser, 'STREAM_UNAVAILABLE', 'REAUTHENTICATION_REQUIRED'],
} as const satisfies Route;
