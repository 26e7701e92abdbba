// What there is to see of a contact: the chain at Seald, and what the contact's own device registered at the backend.
import { type AuthorKeyClaim, claimText } from '../../../../shared/contract/author-key.ts';
import { sealdIdOf } from '../../../../shared/contract/seald-id.ts';
import type { VerifySigned } from '../authors/author.ts';
import type { SealdSdk } from '../seald/sdk-types.ts';
import { accountsOf, freshChain, type KnownChain, knownChain, refreshChains } from './contact-chain.ts';
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

/**
 * Somebody to look at. `kept`: their author key by an earlier word of the backend, for when it tells none now. `account`: a session was just made for it, so that Seald need
 * not be asked.
 */
export type Looked = {
  userId: string;
  pin: ContactPin | null;
  kept?: AuthorKeyClaim | undefined;
  account?: string | undefined;
};

/**
 * `cid`: a channel that they are all thought to be in. `isMadeNext`: a session is made next, for which the SDK asks for the chains itself; and the backend, which may tell nothing
 * before there is a channel, is asked afterwards. `afresh`: whose chain and keys are fetched whatever the head is, so that keys swapped in secret are found, too.
 */
export type LookOptions = {
  cid?: string | undefined;
  isMadeNext?: boolean | undefined;
  afresh?: string | undefined;
};

/**
 * Looks at all of them at once, and answers in their order; null for somebody who has no identity. Of whom something is in doubt, backend and Seald are asked anew, for
 * that person alone: what was remembered of the backend may be old, and what the SDK holds may be what a server said before.
 */
export const lookAtAll = async (
  own: ContactViewDeps,
  people: readonly Looked[],
  { cid, isMadeNext = false, afresh }: LookOptions = {},
): Promise<(ContactView | null)[]> => {
  const userIds = people.map(({ userId }) => userId);
  // The chains after what is registered: a block added in between must not look like a missing one.
  const registered = isMadeNext
    ? own.registered.remembered(userIds)
    : await own.registered.getAll(userIds, cid);
  const accounts = await accountsFor(own, people);
  if (!isMadeNext)
    await refreshChains(
      own.sdk,
      accounts.filter((_, at) => people[at]?.account === undefined && people[at]?.userId !== afresh),
    );
  return Promise.all(
    people.map(async (person, at) => {
      const [account, told] = [accounts[at], registered[at]];
      if (!account || !told) return null;
      const chain = await (person.userId === afresh ? freshChain : knownChain)(own.sdk, account);
      const view = await viewOf(own, person, { account, chain, registered: told });
      return isInDoubt(view, person.pin) ? lookAnew(own, person, account) : view;
    }),
  );
};

const accountsFor = async (
  { sdk, sealdIdPrefix }: ContactViewDeps,
  people: readonly Looked[],
): Promise<(string | null)[]> => {
  const asked = people.filter(({ account }) => account === undefined).map(({ userId }) => userId);
  const found = await accountsOf(
    sdk,
    asked.map((userId) => sealdIdOf(sealdIdPrefix, userId)),
  );
  const byUser = new Map(asked.map((userId, at) => [userId, found[at] ?? null]));
  return people.map(({ userId, account }) => account ?? byUser.get(userId) ?? null);
};

/** As {@link lookAtAll}, for one. */
export const look = async (own: ContactViewDeps, person: Looked): Promise<ContactView | null> =>
  (await lookAtAll(own, [person]))[0] ?? null;

const lookAnew = async (own: ContactViewDeps, person: Looked, account: string): Promise<ContactView> => {
  own.registered.forget(person.userId);
  const registered = await own.registered.get(person.userId);
  return viewOf(own, person, { account, registered, chain: await freshChain(own.sdk, account) });
};

const viewOf = async (
  { verify }: ContactViewDeps,
  { userId, kept }: Looked,
  seen: Omit<ContactView, 'author'>,
): Promise<ContactView> => {
  const claim = seen.registered.author ?? kept;
  if (!claim) return { ...seen, author: null };
  const signed = { text: claimText(userId, claim), signature: claim.signature };
  const isProven = await verify('author-key', signed, claim.authorKey);
  return { ...seen, author: { ...claim, isProven } };
};

const isInDoubt = (view: ContactView, pin: ContactPin | null): boolean =>
  !view.chain.holdsKeys || isForeign(view, pin) || !isAuthorOf(view, pin);

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
