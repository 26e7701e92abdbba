import { MembersNotEnrolledError } from '../errors.ts';
import { createTurns } from '../platform/in-turn.ts';
import type { EncryptionSession, SealdSdk } from '../seald/sdk-types.ts';
import { freshChain, ownAccount } from './contact-chain.ts';
import {
  accept,
  type ContactFinding,
  type ContactsDeps,
  type ContactsMemory,
  check,
  type SaidAuthor,
  type Vouched,
  vouch,
} from './contact-check.ts';
import { addRecipients, ContactKeysError, createSession } from './contact-session.ts';
import { authorKeyOf, isAuthorOf, look } from './contact-view.ts';
import { type SafetyNumber, safetyNumberOf } from './safety-number.ts';

/**
 * All throw what the SDK throws when Seald cannot be reached or answers a forged chain, `SecureChatError` `IDENTITY_FORGOTTEN`,
 * and `MessagingApiError`.
 */
export type Contacts = {
  /**
   * Looks at each chain anew and compares with pin and registered hash; pins what is seen first. Of one of them in turn the keys are fetched though the head is the same. Only what is remarkable comes back.
   * A repeat says `grown` no more, and the other two until `accept`. Who has no identity yet is passed over. The next session is made for what was
   * seen, unless it is only for a `notice`, or of what the last session was `made` for. `cid`: a channel that they are all thought to be in; the backend tells of its members a hundred at a time.
   */
  check: (
    userIds: readonly string[],
    purpose?: 'session' | 'notice' | 'made',
    cid?: string,
  ) => Promise<ContactFinding[]>;
  /**
   * Takes the chain as it is now for the contact's, whatever was pinned or is registered. A repeat changes nothing. Keys that contradict
   * their own chain stay a `mismatch`: nobody but the server can have said they are the contact's.
   */
  accept: (userId: string) => Promise<void>;
  /**
   * What is known of these author keys, in their order: see `Vouched`. One of somebody with a new identity is theirs, and stays a finding of `check`. One's own is this device's; that it
   * was another before is `by-word`. `cid` as for `check`. Throws `MessagingApiError` and what Seald throws.
   */
  vouch: (authors: readonly SaidAuthor[], cid?: string) => Promise<readonly Vouched[]>;
  /** Author keys of these users and oneself, as this device trusts them. Throws `MembersNotEnrolledError` naming those who have none. */
  authorKeys: (userIds: readonly string[]) => Promise<{ id: string; authorKey: string }[]>;
  /**
   * Makes an encryption session for these users and, always, oneself, and looks before handing it out at the keys it was encrypted to.
   * Looks first at those who were not checked since the last session, but asks the backend nothing new about them: to have them checked as `made` is the caller's, before anything is encrypted in it. A chain that grew is used, and the next `check` says so. Throws `ContactKeysError`, also for contacts of whom more than growth was found, and `MembersNotEnrolledError`; the session
   * is revoked then and nothing was encrypted in it. A repeat makes another session.
   */
  createSession: (userIds: readonly string[]) => Promise<EncryptionSession>;
  /**
   * Adds these users to a session. Throws as `createSession` does; but a key swapped between check and call has then got the session's
   * key, and only what is encrypted in later sessions is safe from it.
   */
  addRecipients: (session: EncryptionSession, userIds: readonly string[]) => Promise<void>;
  /** The number to compare with what this contact's screen shows. Throws `ContactKeysError` and `MembersNotEnrolledError`. */
  safetyNumber: (userId: string) => Promise<SafetyNumber>;
  /** When the user compared it, in ISO 8601; null when not, or not for the keys that are trusted now. Asks nobody. */
  comparedAt: (userId: string) => Promise<string | null>;
  /** See `Comparisons`. Throws as `safetyNumber` does. */
  noteCompared: (userId: string, digits: string) => Promise<boolean>;
  forgetCompared: (userId: string) => Promise<void>;
};

/**
 * The contacts of one user on one device. All its calls wait for each other: a look at a contact in between would make the SDK forget
 * the keys it has just encrypted to.
 */
export const createContacts = (deps: ContactsDeps): Contacts => {
  const inTurn = createTurns();
  const own: ContactsMemory = { ...deps, trusted: new Map(), made: new Map(), afresh: new Set() };
  return {
    check: (userIds, purpose = 'session', cid) => inTurn(() => check(own, userIds, purpose, { cid })),
    accept: (userId) => inTurn(() => accept(own, userId)),
    vouch: (authors, cid) => inTurn(() => vouch(own, authors, { cid })),
    authorKeys: (userIds) => inTurn(() => authorKeys(own, userIds)),
    createSession: (userIds) => inTurn(() => createSession(own, userIds)),
    addRecipients: (session, userIds) => inTurn(() => addRecipients(own, session, userIds)),
    safetyNumber: (userId) => inTurn(() => safetyNumber(own, userId)),
    comparedAt: async (userId) => (await deps.pins.get(userId))?.comparedAt ?? null,
    noteCompared: (userId, digits) => inTurn(() => noteCompared(own, userId, digits)),
    forgetCompared: (userId) => inTurn(() => forgetCompared(own, userId)),
  };
};

const authorKeys = async (
  { pins, userId: ownId, ownAuthorKey }: ContactsMemory,
  userIds: readonly string[],
): Promise<{ id: string; authorKey: string }[]> => {
  const keyOf = async (id: string): Promise<string | undefined> =>
    id === ownId ? ownAuthorKey : (await pins.get(id))?.authorKey;
  const all = await Promise.all(
    [...new Set(userIds)].map(async (id) => ({ id, authorKey: await keyOf(id) })),
  );
  const missing = all.filter(({ authorKey }) => authorKey === undefined).map(({ id }) => id);
  if (missing.length > 0) throw new MembersNotEnrolledError(missing);
  return all.flatMap(({ id, authorKey }) => (authorKey === undefined ? [] : [{ id, authorKey }]));
};

const safetyNumber = async (own: ContactsMemory, userId: string): Promise<SafetyNumber> => {
  const pin = await own.pins.get(userId);
  const view = await look(own, { userId, pin });
  const authorKey = view && authorKeyOf(view, pin);
  if (!authorKey) throw new MembersNotEnrolledError([userId]);
  if (!isAuthorOf(view, pin)) throw new ContactKeysError([userId]);
  const other = { userId, head: await soundHead(own.sdk, view.account, userId), authorKey };
  const ownHead = await soundHead(own.sdk, await ownAccount(own.sdk), own.userId);
  return safetyNumberOf(
    own.sha512,
    { userId: own.userId, head: ownHead, authorKey: own.ownAuthorKey },
    other,
  );
};

/** What is compared is what is trusted from then on: the two have seen it, whatever the servers say. */
const noteCompared = async (own: ContactsMemory, userId: string, digits: string): Promise<boolean> => {
  if ((await safetyNumber(own, userId)).digits !== digits) return false;
  await accept(own, userId);
  const pin = await own.pins.get(userId);
  if (!pin) return false;
  await own.pins.set(userId, { ...pin, comparedAt: own.now().toISOString() });
  return true;
};

const forgetCompared = async ({ pins }: ContactsMemory, userId: string): Promise<void> => {
  const { comparedAt: _, ...pin } = (await pins.get(userId)) ?? {};
  if ('head' in pin) await pins.set(userId, pin);
};

// The head alone would give the right number while the server names another key.
const soundHead = async (sdk: SealdSdk, account: string, userId: string): Promise<string> => {
  const { hashes, holdsKeys } = await freshChain(sdk, account);
  const head = hashes.at(-1);
  if (head === undefined || !holdsKeys) throw new ContactKeysError([userId]);
  return head;
};
