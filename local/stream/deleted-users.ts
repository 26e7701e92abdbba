import { StreamError } from './errors.ts';
import type { World } from './world.ts';

/** Throws code 16 for an id that was somebody's once. */
export const demandNotDeleted = (world: World, userId: string): void => {
  if (world.state.deletedUsers.has(userId)) throw new StreamError('notFound', 'the user was deleted');
};
