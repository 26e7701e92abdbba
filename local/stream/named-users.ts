import { StreamError } from './errors.ts';
import type { StoredUser } from './stored.ts';
import { customPart } from './v1/custom-fields.ts';
import { userFields } from './v1/encode-user.ts';
import type { World } from './world.ts';

/** Ids Stream takes for users (stream.md section 6). */
export const USER_ID = /^[\w@-]{1,255}$/;

/** A user with Stream's defaults and what is said of it; it is not stored yet. */
export const newUser = (world: World, sent: { id: string; name?: unknown; image?: unknown }): StoredUser => {
  const now = world.now();
  return {
    id: sent.id,
    ...(typeof sent.name === 'string' ? { name: sent.name } : {}),
    ...(typeof sent.image === 'string' ? { image: sent.image } : {}),
    role: 'user',
    language: '',
    teams: [],
    banned: false,
    createdAt: now,
    updatedAt: now,
    custom: customPart(sent, userFields),
  };
};

/**
 * A server that names a user nobody made, in `user_id`, `user` or `created_by`, makes that user [test: stream-py and stream-chat-go
 * suites]. So does one that names a user deleted for good: whether Stream gives such an id again is not published. Somebody who is
 * there stays as they are. Throws code 4 for an id Stream does not take.
 */
export const makeNamed = (world: World, sent: { id: string; name?: unknown; image?: unknown }): void => {
  if (world.state.users.has(sent.id)) return;
  if (!USER_ID.test(sent.id)) throw new StreamError('input', 'the user id is not valid');
  world.state.users.set(sent.id, newUser(world, sent));
  world.state.deletedUsers.delete(sent.id);
};
