// Encryption sessions for contacts, with a look at the keys before use. Runs inside the turns of contacts.ts.

import { MembersNotEnrolledError } from '../errors.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { asKnownUser } from '../seald/seald-errors.ts';
import { knownChain, ownAccount } from './contact-chain.ts';
import { type ContactsMemory, check, type Seen } from './contact-check.ts';
import type { LookOptions } from './contact-view.ts';

/** Seald names keys for these contacts that contradict their signature chains, or another chain than the one just checked. */
export class ContactKeysError extends Error {
  override readonly name = 'ContactKeysError';
  /** Chat user ids; one's own is possible. */
  readonly userIds: readonly string[];

  constructor(userIds: readonly string[]) {
    super(`The keys that the key server names for ${userIds.join(', ')} are not theirs.`);
    this.userIds = userIds;
  }
}

/** See `Contacts` in contacts.ts, as for {@link addRecipients}. */
export const createSession = async (
  own: ContactsMemory,
  userIds: readonly string[],
): Promise<EncryptionSession> => {
  const people = await trustedPeople(own, userIds, { isMadeNext: true });
  const sealdIds = [...people.values()].map(({ account }) => account);
  const session = await openSession(own, sealdIds);
  const doubtful = await doubtfulOf(own, people);
  for (const [userId, seen] of people) own.made.set(userId, seen);
  if (doubtful.length === 0) return session;
  await session.revoke().catch(() => undefined); // it is thrown away in any case
  throw new ContactKeysError(doubtful);
};

/**
 * The SDK sends keys in lots of 50, its own last. Whether Seald takes a first lot without the maker's own, and a second one from a maker who
 * holds no key yet, is not published; so a large session is made for oneself and the others are added. One whose keys cannot all be stored is revoked.
 */
const openSession = async (own: ContactsMemory, sealdIds: string[]): Promise<EncryptionSession> => {
  if (sealdIds.length < KEYS_AT_ONCE) return asKnownUser(own.sdk.createEncryptionSession({ sealdIds }));
  const self = await ownAccount(own.sdk);
  const session = await asKnownUser(own.sdk.createEncryptionSession({ sealdIds: [self] }));
  try {
    await addKeys(session, sealdIds);
    return session;
  } catch (error) {
    await session.revoke().catch(() => undefined); // nobody has used it
    throw error;
  }
};

const KEYS_AT_ONCE = 50;

/** Throws if Seald did not store a key of one of them: they could not read, and nobody would know. */
const addKeys = async (session: EncryptionSession, sealdIds: string[]): Promise<void> => {
  const { addedRecipients } = await asKnownUser(session.addRecipients({ sealdIds }));
  const refused = Object.values(addedRecipients).filter(({ status }) => status !== 200);
  if (refused.length > 0) throw new Error(`Seald refused ${refused.length} keys of an encryption session.`);
};

export const addRecipients = async (
  own: ContactsMemory,
  session: EncryptionSession,
  userIds: readonly string[],
): Promise<void> => {
  const people = await trustedPeople(own, userIds);
  const sealdIds = [...people.values()].map(({ account }) => account);
  if (sealdIds.length === 0) return;
  await addKeys(session, sealdIds);
  const doubtful = await doubtfulOf(own, people);
  if (doubtful.length === 0) return;
  await session.revokeRecipients({ sealdIds }).catch(() => undefined); // the key may be known already
  throw new ContactKeysError(doubtful);
};

/** By chat user id, without oneself: the SDK adds that. One look is good for one use; without one, it is made now. */
const trustedPeople = async (
  own: ContactsMemory,
  userIds: readonly string[],
  options?: LookOptions,
): Promise<Map<string, Seen>> => {
  const others = [...new Set(userIds)].filter((userId) => userId !== own.userId);
  const findings = await check(
    own,
    others.filter((userId) => !own.trusted.has(userId)),
    'use',
    options,
  );
  const doubtful = findings.filter(({ kind }) => kind !== 'grown').map(({ userId }) => userId);
  if (doubtful.length > 0) throw new ContactKeysError(doubtful);
  const missing = others.filter((userId) => !own.trusted.has(userId));
  if (missing.length > 0) throw new MembersNotEnrolledError(missing);
  return new Map(
    others.flatMap((userId) => {
      const seen = own.trusted.get(userId);
      own.trusted.delete(userId);
      return seen ? [[userId, seen] as const] : [];
    }),
  );
};

/** Who the SDK has just encrypted to with keys that are not the chain's, or with another chain than the trusted one. */
const doubtfulOf = async (
  { sdk, userId: ownId }: ContactsMemory,
  people: Map<string, Seen>,
): Promise<string[]> => {
  const doubtful: string[] = [];
  for (const [userId, { account, head }] of people) {
    const { hashes, holdsKeys } = await knownChain(sdk, account);
    if (!holdsKeys || !hashes.includes(head)) doubtful.push(userId);
  }
  if (!(await knownChain(sdk, await ownAccount(sdk))).holdsKeys) doubtful.push(ownId);
  return doubtful;
};
