import type { ApiRequest } from './api-request.ts';
import { StreamError } from './errors.ts';
import { encodeFullUser } from './v1/encode-user.ts';
import type { World } from './world.ts';

/**
 * Deactivating a user and taking that back: who is deactivated cannot connect, write or read any more (stream-chat-php `deactivateUser`, its comment), and
 * an open socket goes on receiving (stream-chat-react-native issue 486).
 *
 * Guessed: a second call of the same kind is refused with code 4; a token of somebody deactivated is refused with code 5.
 * Left out: many users at once, marking their messages as deleted.
 */
const change = (world: World, { params }: ApiRequest, isDeactivating: boolean) => {
  const user = world.state.users.get(params.user ?? '');
  if (!user) throw new StreamError('notFound', 'the user does not exist');
  if ((user.deactivatedAt !== undefined) === isDeactivating)
    throw new StreamError('input', `the user is ${isDeactivating ? 'already' : 'not'} deactivated`);
  if (isDeactivating) user.deactivatedAt = world.now();
  else delete user.deactivatedAt;
  return { user: encodeFullUser(world, user) };
};

/** `POST /users/:user/deactivate`. */
export const deactivateUser = (world: World, request: ApiRequest) => change(world, request, true);

/** `POST /users/:user/reactivate`. */
export const reactivateUser = (world: World, request: ApiRequest) => change(world, request, false);
