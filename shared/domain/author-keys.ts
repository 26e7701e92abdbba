import type { AuthorKeyClaim, OwnAuthorKey } from '../contract/author-key.ts';
import { savedAccountOf } from './step-enrolment.ts';
import type { KeptAuthorKey, User } from './user.ts';

/** How many keys of identities that a person had before are kept, the newest of them. Each reset is an operator's work. */
export const MOST_FORMER_KEYS = 20;

/** The key kept for the identity that is the person's now. One of an identity that they had before is not theirs any more. */
export const authorKeyOf = (user: User): User['authorKey'] => {
  const { authorKey } = user;
  return authorKey !== undefined && authorKey.account === savedAccountOf(user) ? authorKey : undefined;
};

/** What others are told of a key. */
export const claimOf = ({ authorKey, sigchainHash, signature }: KeptAuthorKey): AuthorKeyClaim => ({
  authorKey,
  sigchainHash,
  signature,
});

/** What its owner is told of it. */
export const ownKeyOf = (key: NonNullable<User['authorKey']>): OwnAuthorKey => ({
  ...claimOf(key),
  sealedPrivateKey: key.sealedPrivateKey,
  registeredAt: key.registeredAt,
});

/** Keys of identities that the person had before, newest first: what was signed with them stays theirs. */
export const formerKeysOf = (user: User): string[] => {
  const { authorKey, formerAuthorKeys = [] } = user;
  const isFormer = authorKey !== undefined && authorKeyOf(user) === undefined;
  return [...(isFormer ? [authorKey] : []), ...formerAuthorKeys].map((key) => key.authorKey);
};

/** The keys of former identities once the one that is kept gives way, newest first: public halves alone. */
export const formerKeysAfter = ({ authorKey, formerAuthorKeys = [] }: User): KeptAuthorKey[] => {
  if (authorKey === undefined) return formerAuthorKeys;
  const { sealedPrivateKey: _, ...former } = authorKey;
  return [former, ...formerAuthorKeys].slice(0, MOST_FORMER_KEYS);
};
