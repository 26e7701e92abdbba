// What there is to see of a contact: the chain at Seald, and what the contact's own device registered at the backend.
import { type AuthorKeyClaim, claimText } from '../../../../shared/contract/author-key.ts';
import { sealdIdOf } from '../../../../shared/contract/seald-id.ts';
import type { VerifySigned } from '../authors/author.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { accountOf, freshChain, type KnownChain } from './contact-chain.ts';
import type { ContactPin } from './contact-pins.ts';
import type { RegisteredIdentities, RegisteredIdentity } from './registered-identities.ts';

export type ContactViewDeps = {
  sdk: SealdSdk;
  sealdIdPrefix: string;
  registered: RegisteredIdentities;
  verify: VerifySigned;
};

export type ContactView = {
  account: string;
  chain: KnownChain;
  registered: RegisteredIdentity;
  /** Author key that is registered, or that the backend told before where it tells none now, with the block of the chain that it was made for. `isProven`: it has itself said whose it is. */
  author: { authorKey: string; sigchainHash: string; isProven: boolean } | null;
};

/** Null for somebody who has no identity. `kept`: their author key by an earlier word of the backend, for when it tells none now. What was remembered of the backend and does not fit the chain is asked for again, and the chain after it. */
export const look = async (
  own: ContactViewDeps,
  userId: string,
  pin: ContactPin | null,
  kept?: AuthorKeyClaim,
): Promise<ContactView | null> => {
  const account = await accountOf(own.sdk, sealdIdOf(own.sealdIdPrefix, userId));
  if (account === null) return null;
  const view = await lookAt(own, userId, account, kept);
  if (!isForeign(view, pin) && isAuthorOf(view, pin)) return view;
  own.registered.forget(userId);
  return lookAt(own, userId, account, kept);
};

// The chain after what is registered: a block added in between must not look like a missing one.
const lookAt = async (
  own: ContactViewDeps,
  userId: string,
  account: string,
  kept: AuthorKeyClaim | undefined,
): Promise<ContactView> => {
  const registered = await own.registered.get(userId);
  const claim = registered.author ?? kept;
  const chain = await freshChain(own.sdk, account);
  if (!claim) return { account, registered, chain, author: null };
  const signed = { text: claimText(userId, claim), signature: claim.signature };
  const isProven = await own.verify('author-key', signed, claim.authorKey);
  return { account, registered, chain, author: { ...claim, isProven } };
};

/** The registered hash is none of the chain's, and the user has not decided to take no notice of that. */
export const isForeign = (
  { registered: { sigchainHash }, chain }: ContactView,
  pin: ContactPin | null,
): boolean =>
  sigchainHash !== null && sigchainHash !== pin?.overruled && !chain.hashes.includes(sigchainHash);

/**
 * Whether the registered author key may be the contact's: it says so itself, and was made for this chain, or is the one trusted already. One that was trusted for
 * this chain is there for good, so another cannot be; without one registered, nothing speaks against it.
 */
export const isAuthorOf = (view: ContactView, pin: ContactPin | null): boolean => {
  const { author, chain } = view;
  if (!author) return true;
  if (!author.isProven) return false;
  if (author.authorKey === pin?.authorKey) return true;
  return (
    chain.hashes.includes(author.sigchainHash) && (pin?.authorKey === undefined || isReplaced(view, pin))
  );
};

/** Another chain than the one trusted so far. */
export const isReplaced = ({ chain }: ContactView, pin: ContactPin | null): boolean =>
  pin !== null && !chain.hashes.includes(pin.head);

/** The contact's author key as far as is known: what is registered, or was trusted for the same chain. */
export const authorKeyOf = (view: ContactView, pin: ContactPin | null): string | undefined =>
  view.author?.authorKey ?? (isReplaced(view, pin) ? undefined : pin?.authorKey);
