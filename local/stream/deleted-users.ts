import { StreamError } from './errors.ts';
import type { World } from './world.ts';

/** Throws code 16 for an id that was somebody's once. */
export const demandNotDeleted = (world: World, userId: string): void => {
  if (world.state.deletedUsers.has(userId)) throw new StreamError('notFound', 'the user was deleted');
};

/** Throws code 5 for somebody deactivated; guessed, as in `user-activation.ts`. */
export const demandActive = (world: World, userId: string): void => {
  if (world.state.users.get(userId)?.deactivatedAt !== undefined)
    throw new StreamError('authFailed', 'the user is deactivated');
};
