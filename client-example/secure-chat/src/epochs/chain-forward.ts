import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../../shared/contract/epoch-statement.ts';
import type { VerifySigned } from '../authors/author.ts';
import type { SaidAuthor, Vouched } from '../contacts/contact-check.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { isNoAccess } from '../seald/seald-errors.ts';
import { isSignedBy, keyNamedFor, openStatement, type SealedStatement } from './statement.ts';
import { authorKeyIn, sameSession, type VerifiedEpoch, verifiedEpoch } from './trusted-epoch.ts';

/** Whose chain it is, how sessions are opened, and by what statements are verified. */
export type Chain = {
  cid: string;
  userId: string;
  /** Rejects with `SecureChatError` `NO_ACCESS` for somebody else's. */
  open: (encryptionSessionId: string) => Promise<EncryptionSession>;
  verify: VerifySigned;
  vouch: (authors: readonly SaidAuthor[]) => ReturnType<Contacts['vouch']>;
  /** SHA-256 in base64url. */
  hash: (text: string) => Promise<string>;
  /** Whether this device's user has taken somebody out, or will not have them: then they let nobody in. */
  isOut: (userId: string) => boolean;
  /** Whether these may be readers: of a pair only the two. */
  mayRead: (userIds: readonly string[]) => Promise<boolean>;
};

export type Walk = {
  /** What is verified now besides what was, in order. */
  found: readonly VerifiedEpoch[];
  /**
   * `current`: it ends where the registry does. `left-out`: an announced epoch is without this user. `no-access`: the trusted one or the
   * next is for this user, but Seald does not say so. `unlisted`: the registry does not have the trusted one. `foreign`: nobody has announced the current one.
   */
  end: 'current' | 'left-out' | 'no-access' | 'unlisted' | 'foreign';
};

/**
 * Walks from the trusted epoch along the announcements: each must open in the session trusted so far and be signed by one of its readers. Epochs that are not announced
 * so are passed over, and one that was trusted before is never taken again. `listed`: the registry's epochs in their order, the
 * current one last; those before the trusted one may be missing. Throws what `open` and `vouch` throw.
 */
export const walkForward = async (
  chain: Chain,
  known: readonly VerifiedEpoch[],
  listed: readonly Epoch[],
): Promise<Walk> => {
  const found: VerifiedEpoch[] = [];
  let trusted = known.at(-1);
  if (!trusted) return { found, end: 'foreign' };
  let session = await openIfAllowed(chain, trusted.encryptionSessionId);
  if (!session) return { found, end: 'no-access' };
  const place = listed.findIndex(sameSession(trusted));
  for (const registered of listed.slice(place + 1)) {
    if ([...known, ...found].some(sameSession(registered))) continue;
    const announcement = await announced(chain, { trusted, session }, registered);
    if (!announcement) continue;
    if (keyNamedFor(announcement.statement, chain.userId) === undefined) return { found, end: 'left-out' };
    session = await openIfAllowed(chain, registered.encryptionSessionId);
    if (!session) return { found, end: 'no-access' };
    trusted = withKeys(await verified(chain, registered, announcement), announcement);
    found.push(trusted);
  }
  if (listed.at(-1)?.encryptionSessionId === trusted.encryptionSessionId) return { found, end: 'current' };
  return { found, end: place < 0 && found.length === 0 ? 'unlisted' : 'foreign' };
};

/**
 * Takes an epoch without anybody's announcement, as at first sight: its welcome must open in its own session, name this user with this device's author key, and be signed by its
 * maker, whose author key is the one registered, now or with the epoch, or pinned. Null when it does not. Throws what `open` and `vouch` throw, except that there is no access.
 */
export const takeAtFirstSight = async (chain: Chain, registered: Epoch): Promise<VerifiedEpoch | null> => {
  const welcome = await readWelcome(chain, registered);
  if (!welcome || welcome === 'no-access') return null;
  const { statement } = welcome;
  const [maker, own] = [statement.from, chain.userId].map((id) => keyNamedFor(statement, id));
  if (maker === undefined || own === undefined || !(await mayBeReaders(chain, statement))) return null;
  if (!(await isSignedBy(chain.verify, welcome, maker))) return null;
  const { from } = statement;
  const known = await chain.vouch([
    { id: chain.userId, authorKey: own },
    { id: from, authorKey: maker, claim: registered.author },
  ]);
  if (known.some((isTheirs) => isTheirs !== true)) return null;
  const taken = await verified(chain, registered, welcome);
  return withKeys(taken, { unseen: taken.members.filter((id) => id !== from && id !== chain.userId) });
};

/** What an epoch's welcome says; null when it is none of this epoch's. Nothing is verified yet. */
export const readWelcome = async (
  chain: Chain,
  registered: Epoch,
): Promise<SealedStatement | null | 'no-access'> => {
  const session = await openIfAllowed(chain, registered.encryptionSessionId);
  if (!session) return 'no-access';
  return openStatement(session, registered.welcome, { cid: chain.cid, registered });
};

/** Whose author keys stand in an epoch by its maker's word, as in `VerifiedEpoch`. */
type KeysOnWord = { unseen: readonly string[]; untold?: readonly string[] };

const withKeys = (epoch: VerifiedEpoch, { unseen, untold = [] }: KeysOnWord): VerifiedEpoch => ({
  ...epoch,
  ...(unseen.length > 0 && { unseen }),
  ...(untold.length > 0 && { untold }),
});

export const verified = async (
  { hash }: Chain,
  registered: Epoch,
  { statement, signed }: SealedStatement,
): Promise<VerifiedEpoch> => verifiedEpoch(registered, statement, await hash(signed.text));

/** Signed by a reader of the trusted epoch, who goes on from it, with author keys that can be taken. */
const announced = async (
  chain: Chain,
  { trusted, session }: { trusted: VerifiedEpoch; session: EncryptionSession },
  registered: Epoch,
): Promise<(SealedStatement & KeysOnWord) | null> => {
  const { cid } = chain;
  const found = await openStatement(session, registered.announcement, { cid, registered });
  if (!found) return null;
  const { statement } = found;
  const { previous, from, readers } = statement;
  const isFollowing =
    previous?.encryptionSessionId === trusted.encryptionSessionId && previous.hash === trusted.hash;
  if (!isFollowing || !(await mayBeReaders(chain, statement))) return null;
  if (chain.isOut(from) && readers.some(({ id }) => !trusted.members.includes(id))) return null;
  if (!(await isSignedBy(chain.verify, found, authorKeyIn(trusted, from)))) return null;
  const keys = await lookAtKeys(chain, trusted, readers);
  return keys && { ...found, ...keys };
};

type Reader = EpochStatement['readers'][number];

/**
 * Looks at author keys that are others than in the trusted epoch, or new; null when one cannot be taken. Of somebody who came and left meanwhile nothing is told: their key
 * is taken on the maker's word, until a message of theirs is read.
 */
const lookAtKeys = async (
  chain: Chain,
  trusted: VerifiedEpoch,
  readers: readonly Reader[],
): Promise<KeysOnWord | null> => {
  const added = readers.filter(({ id, authorKey }) => authorKeyIn(trusted, id) !== authorKey);
  const answers = await chain.vouch(added);
  const known = new Map(added.map(({ id }, at) => [id, answers[at]]));
  if (!added.every((reader) => isAcceptable(chain, trusted, reader, known.get(reader.id)))) return null;
  const isUnseen = ({ id }: Reader) =>
    known.has(id) ? known.get(id) !== true : trusted.unseen?.includes(id) === true;
  return {
    unseen: readers.filter(isUnseen).map(({ id }) => id),
    untold: added.filter(({ id }) => known.get(id) === null).map(({ id }) => id),
  };
};

/** Who is new may have had this key once, or have come and left meanwhile. In the place of another key, or for oneself, only one that is good today is taken. */
const isAcceptable = (
  { userId }: Chain,
  trusted: VerifiedEpoch,
  { id }: Reader,
  isTheirs: Vouched | undefined,
): boolean => {
  const isAnother = id === userId || authorKeyIn(trusted, id) !== undefined;
  return isAnother ? isTheirs === true : isTheirs !== false;
};

const mayBeReaders = ({ mayRead }: Chain, { readers }: EpochStatement): Promise<boolean> =>
  mayRead(readers.map(({ id }) => id));

const openIfAllowed = async ({ open }: Chain, id: string): Promise<EncryptionSession | null> => {
  try {
    return await open(id);
  } catch (error) {
    if (isNoAccess(error)) return null;
    throw error;
  }
};
