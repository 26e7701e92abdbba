// Comparing contacts with what was pinned and registered. Runs inside the turns of contacts.ts.
import type { AuthorKeyClaim } from '../../../../shared/contract/author-key.ts';
import type { ContactPin, ContactPins } from './contact-pins.ts';
import {
  authorKeyOf,
  type ContactView,
  type ContactViewDeps,
  isAuthorOf,
  isForeign,
  isReplaced,
  type Looked,
  type LookOptions,
  look,
  lookAtAll,
} from './contact-view.ts';

export type ContactFinding = {
  userId: string;
  /**
   * `grown`: new blocks on the chain trusted so far. `replaced`: another chain than the one trusted so far. `mismatch`: not the chain
   * that the contact's own device registered, keys that are not those of the chain, or an author key that cannot be the contact's.
   */
  kind: 'grown' | 'replaced' | 'mismatch';
};

export type ContactsDeps = ContactViewDeps & {
  /** Own chat user id, and own author key. */
  userId: string;
  ownAuthorKey: string;
  pins: ContactPins;
  sha512: (bytes: Uint8Array) => Promise<Uint8Array>;
  now: () => Date;
};

/** What the last look at a contact ended with. */
export type Seen = { account: string; head: string };

/**
 * By chat user id. `trusted`: whose last look found nothing that stops and was not used yet. `made`: for whom a session was made since, without a look at what their devices
 * registered. `afresh`: whose keys were fetched whatever the head was, the latest last.
 */
export type ContactsMemory = ContactsDeps & {
  trusted: Map<string, Seen>;
  made: Map<string, Seen>;
  afresh: Set<string>;
};

/**
 * What a look is for. `session`: the next session is made for what was seen; `notice`: only to tell, the next session looks for itself; `made`: the same of what the last
 * session was encrypted to, of which Seald need not be asked again; `use`: a session is being made or given to others and nobody is told, so what was pinned stays and the next look
 * finds growth again.
 */
export type Purpose = 'session' | 'notice' | 'made' | 'use';

/** See `Contacts` in contacts.ts, as for {@link accept} and {@link vouch}. */
export const check = async (
  own: ContactsMemory,
  userIds: readonly string[],
  purpose: Purpose,
  options?: LookOptions,
): Promise<ContactFinding[]> => {
  const others = [...new Set(userIds)].filter((userId) => userId !== own.userId);
  const people = await Promise.all(
    others.map(async (userId) => ({
      userId,
      pin: await own.pins.get(userId),
      ...madeFor(own, userId, purpose),
    })),
  );
  for (const userId of others) for (const seen of [own.trusted, own.made]) seen.delete(userId);
  const afresh = purpose === 'made' ? undefined : nextAfresh(own, people);
  const views = await lookAtAll(own, people, { ...options, afresh });
  const findings = await Promise.all(people.map((person, at) => conclude(own, person, views[at], purpose)));
  return findings.filter((finding) => finding !== null);
};

/**
 * One known contact at each look, in turn. The SDK does not fetch, nor encrypt to, keys that Seald has swapped under the same head; but that it names them to others shall
 * not stay unnoticed, and to fetch everybody's at each look would take three calls for each of them.
 */
const nextAfresh = ({ afresh }: ContactsMemory, people: readonly Looked[]): string | undefined => {
  const known = new Set(people.filter(({ pin }) => pin !== null).map(({ userId }) => userId));
  const never = [...known].find((userId) => !afresh.has(userId));
  const next = never ?? [...afresh].find((userId) => known.has(userId));
  if (next === undefined) return undefined;
  afresh.delete(next);
  afresh.add(next);
  return next;
};

const madeFor = ({ made }: ContactsMemory, userId: string, purpose: Purpose): Partial<Seen> =>
  (purpose === 'made' && made.get(userId)) || {};

const conclude = async (
  own: ContactsMemory,
  { userId, pin, head }: Looked & Partial<Seen>,
  view: ContactView | null | undefined,
  purpose: Purpose,
): Promise<ContactFinding | null> => {
  if (!view) return null;
  if (head !== undefined && !view.chain.hashes.includes(head)) return { userId, kind: 'mismatch' };
  const kind = findingOf(view, pin);
  if (kind === null || (kind === 'grown' && purpose !== 'use')) await repin(own, userId, view, pin);
  if (purpose !== 'notice' && purpose !== 'made' && (kind === null || kind === 'grown'))
    remember(own, userId, view);
  return kind && { userId, kind };
};

/** Compares what is seen of a contact with what was pinned; null when nothing is remarkable. */
const findingOf = (view: ContactView, pin: ContactPin | null): ContactFinding['kind'] | null => {
  const { chain } = view;
  if (!chain.holdsKeys || isForeign(view, pin) || !isAuthorOf(view, pin)) return 'mismatch';
  if (isReplaced(view, pin)) return 'replaced';
  return pin && pin.head !== chain.hashes.at(-1) ? 'grown' : null;
};

const repin = async (
  { pins }: ContactsMemory,
  userId: string,
  view: ContactView,
  pin: ContactPin | null,
  overruled: string | undefined = pin?.overruled,
): Promise<void> => {
  const head = view.chain.hashes.at(-1);
  const authorKey = authorKeyOf(view, pin);
  if (head === undefined) return;
  const isSame = !isReplaced(view, pin) && authorKey === pin?.authorKey;
  const formerAuthorKeys = formerKeysOf(pin, authorKey);
  await pins.set(userId, {
    head,
    ...(authorKey && { authorKey }),
    ...(formerAuthorKeys.length > 0 && { formerAuthorKeys }),
    ...(overruled && { overruled }),
    ...(isSame && pin?.comparedAt && { comparedAt: pin.comparedAt }),
  });
};

/** As many identities as anybody has on one device. */
const MOST_FORMER_KEYS = 20;

const formerKeysOf = (pin: ContactPin | null, next: string | undefined): string[] => {
  const trusted = [...(pin?.formerAuthorKeys ?? []), ...(pin?.authorKey ? [pin.authorKey] : [])];
  return trusted.filter((key) => key !== next).slice(-MOST_FORMER_KEYS);
};

const remember = ({ trusted }: ContactsMemory, userId: string, { account, chain }: ContactView): void => {
  const head = chain.hashes.at(-1);
  if (head !== undefined) trusted.set(userId, { account, head });
};

export const accept = async (own: ContactsMemory, userId: string): Promise<void> => {
  const pin = await own.pins.get(userId);
  const view = await look(own, { userId, pin });
  if (!view?.chain.holdsKeys || view.author?.isProven === false) return;
  const overruled = isForeign(view, pin) ? (view.registered.sigchainHash ?? undefined) : pin?.overruled;
  await repin(own, userId, view, pin, overruled);
  remember(own, userId, view);
};

/** Somebody who is said to sign with this key. `claim`: what the backend kept as theirs when they made an epoch; it counts where it is for this key. */
export type SaidAuthor = { id: string; authorKey: string; claim?: AuthorKeyClaim | undefined };

/**
 * How well an author key is known to be somebody's. True: it is pinned, or the backend tells it, or told it once, and it fits their chain. `former`: this device had it pinned before their new identity. `by-word`: the backend
 * alone says that it was theirs. Null: nothing is pinned and nothing told, as of who shares no channel any more. False: another one is.
 */
export type Vouched = true | 'former' | 'by-word' | null | false;

/** What is known of each of these author keys, in their order. */
export const vouch = async (
  own: ContactsMemory,
  authors: readonly SaidAuthor[],
  options?: LookOptions,
): Promise<Vouched[]> => {
  const asked = await Promise.all(authors.map((author) => askDevice(own, author)));
  const unsure = asked.filter(isUnsure);
  const views = await lookAtAll(own, unsure, options);
  const seen = new Map(unsure.map((person, at) => [person, views[at] ?? null]));
  return Promise.all(
    asked.map(async (answer) => {
      if (!isUnsure(answer)) return answer;
      const first = await judge(own, answer, seen.get(answer) ?? null);
      if (first === true || first === null) return first;
      own.registered.forget(answer.userId); // what is remembered may be of before a new identity
      return judge(own, answer, await look(own, answer));
    }),
  );
};

type Unsure = Looked & { authorKey: string };

const isUnsure = (answer: Vouched | Unsure): answer is Unsure =>
  typeof answer === 'object' && answer !== null;

/** What this device knows by itself. */
const askDevice = async (
  own: ContactsMemory,
  { id: userId, authorKey, claim }: SaidAuthor,
): Promise<Vouched | Unsure> => {
  if (userId === own.userId) return vouchForOwn(own, authorKey);
  const pin = await own.pins.get(userId);
  if (pin?.authorKey === authorKey) return true;
  if (pin?.formerAuthorKeys?.includes(authorKey)) return 'former';
  return { userId, authorKey, pin, ...(claim?.authorKey === authorKey && { kept: claim }) };
};

/** One's own is this device's. */
const vouchForOwn = async (own: ContactsMemory, authorKey: string): Promise<Vouched> => {
  if (authorKey === own.ownAuthorKey) return true;
  return (await own.registered.get(own.userId)).former.includes(authorKey) ? 'by-word' : false;
};

const judge = async (
  own: ContactsMemory,
  { userId, authorKey, pin, kept }: Unsure,
  view: ContactView | null,
): Promise<Vouched> => {
  if (view?.author?.authorKey === authorKey) {
    const kind = findingOf(view, pin);
    if (kind === null) await repin(own, userId, view, pin);
    if (kind !== 'mismatch') return true;
  }
  const { author, former } = view?.registered ?? (await own.registered.get(userId));
  if (kept || former.includes(authorKey)) return 'by-word';
  return author || pin?.authorKey !== undefined ? false : null;
};
