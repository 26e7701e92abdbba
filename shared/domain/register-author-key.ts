import { claimText, type OwnAuthorKey, type RegisterAuthorKeyRequest } from '../contract/author-key.ts';
import { AppError } from './app-error.ts';
import { authorKeyOf, formerKeysAfter, ownKeyOf } from './author-keys.ts';
import { savedAccountOf } from './step-enrolment.ts';
import type { Users } from './user.ts';
import { isSignedBy } from './verify-signed.ts';

export type RegisterAuthorKeyDeps = {
  users: Pick<Users, 'find' | 'keepAuthorKey'>;
  now: () => Date;
};

/** One write comes before another of the person's few devices. */
const MOST_TRIES = 4;

/**
 * Keeps the key that the caller's devices sign with, once for each identity: the first to come wins, and a repeat and every later caller get what is kept. A key
 * of an identity that the caller had before gives way, and its public half stays, so that what was signed with it can still be proven. Safe to race. Throws
 * `USER_NOT_FOUND`, `IDENTITY_NOT_SAVED` for any other identity than the one saved, `AUTHOR_KEY_NOT_PROVEN`, `USER_ERASED`, `ERASURE_PENDING`.
 */
export const registerAuthorKey = async (
  { users, now }: RegisterAuthorKeyDeps,
  userId: string,
  request: RegisterAuthorKeyRequest,
): Promise<OwnAuthorKey> => {
  const key = { ...request, registeredAt: now().toISOString() };
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const user = await users.find(userId);
    if (!user) throw new AppError('USER_NOT_FOUND');
    if (savedAccountOf(user) !== request.account) throw new AppError('IDENTITY_NOT_SAVED');
    if (tries === 0) demandProof(userId, request);
    const kept = authorKeyOf(user);
    if (kept) return ownKeyOf(kept);
    const former = formerKeysAfter(user);
    if (await users.keepAuthorKey(userId, user.authorKey?.account, key, former)) return ownKeyOf(key);
  }
  throw new AppError('INTERNAL_ERROR');
};

/** Nobody else's key becomes the caller's, and none without its private half. */
const demandProof = (userId: string, request: RegisterAuthorKeyRequest): void => {
  const { authorKey, signature } = request;
  const isProven = isSignedBy(authorKey, 'author-key', { text: claimText(userId, request), signature });
  if (!isProven) throw new AppError('AUTHOR_KEY_NOT_PROVEN');
};
