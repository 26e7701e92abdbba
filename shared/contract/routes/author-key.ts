import { ownAuthorKey, registerAuthorKeyRequest } from '../author-key.ts';
import { anyRecord, type Route } from '../route.ts';

export const registerAuthorKey = {
  name: 'author-key',
  method: 'PUT',
  path: '/me/author-key',
  access: 'user',
  budget: 'account',
  summary:
    "Keep the key that the caller's devices sign with, once for each identity: the first to come wins, and all get the winner; safe to repeat",
  request: registerAuthorKeyRequest,
  response: ownAuthorKey,
  statuses: [200],
  errors: [...anyRecord, 'USER_NOT_FOUND', 'IDENTITY_NOT_SAVED', 'AUTHOR_KEY_NOT_PROVEN'],
} as const satisfies Route;
