import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Snapshot } from '../platform/snapshot.ts';
import type { IdentityState, User } from './identity-state.ts';

/** A person's name: 1 to 50 letters, digits, spaces and `. _ ' -`, beginning with a letter or digit. */
export const userName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._'-]{0,49}$/u, "must be 1 to 50 letters, digits, spaces or . _ ' -");

/** The user of a name, made at first sight. Case does not matter: `alice` is `Alice`. */
export const userNamed = (
  { state, changed }: Snapshot<IdentityState>,
  name: string,
): { user: User; created: boolean } => {
  const key = name.normalize('NFKC').toLowerCase();
  const known = state.users.get(key);
  if (known) return { user: known, created: false };
  const user = { userId: `${slug(name)}-${randomBytes(4).toString('hex')}`, name };
  state.users.set(key, user);
  changed();
  return { user, created: true };
};

export const userWithId = ({ state }: Snapshot<IdentityState>, userId: string): User | undefined =>
  [...state.users.values()].find((user) => user.userId === userId);

/** Letters and digits that both Stream and Seald take in an id. */
const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'user';
