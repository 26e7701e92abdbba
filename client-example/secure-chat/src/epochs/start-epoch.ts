import { toBase64Url } from '../../../../shared/contract/base64url.ts';
import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import {
  EPOCH_STATEMENT_VERSION,
  type EpochStatement,
  statedUnverified,
} from '../../../../shared/contract/epoch-statement.ts';
import { ContactKeysError } from '../contacts/contact-session.ts';
import { SecurityNoticeError } from '../errors.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { catchUp, firstSight } from './catch-up.ts';
import { verified, walkForward } from './chain-forward.ts';
import { tellOfContact } from './contact-news.ts';
import {
  adopt,
  beginLook,
  demandNoNotice,
  type Keeping,
  lift,
  liftEpochNotices,
  raise,
  trustedOf,
} from './keeping.ts';
import { sealStatement, signStatement } from './statement.ts';
import { authorKeyIn, isUnverifiedAfter, sameSession, type VerifiedEpoch } from './trusted-epoch.ts';

export type NewEpoch = {
  /** Chat user ids, oneself included. */
  members: readonly string[];
  /** Session that the registry calls current; none for a channel's first. */
  previous?: string | undefined;
  /** Trusted before: tells those who trust it, too. */
  announcedIn?: EncryptionSession | undefined;
  /** Made before for the same members. */
  prepared?: EncryptionSession | undefined;
};

/**
 * Makes a session, registers it, and trusts it, or whoever was first. A session that came too late is revoked; one that may have been registered
 * is not. Throws `SecurityNoticeError` if the keys of a member are in doubt or the winner is not to be trusted,
 * `MembersNotEnrolledError`, `MessagingApiError` and what Seald throws.
 */
export const startEpoch = async (keeping: Keeping, wanted: NewEpoch): Promise<void> => {
  const { seald, registry, sessions } = keeping;
  await demandGoodKeys(keeping, wanted);
  const session = wanted.prepared ?? (await tellingOfKeys(keeping, () => seald.create(wanted.members)));
  const statement = await statementOf(keeping, session, wanted);
  const signed = await signStatement(keeping.author, statement);
  const { announcedIn, previous } = wanted;
  const looked = beginLook(keeping);
  const winner = await registry.register({
    encryptionSessionId: session.sessionId,
    welcome: await sealStatement(session, signed),
    ...(previous && { previousEncryptionSessionId: previous }),
    ...(announcedIn && { announcement: await sealStatement(announcedIn, signed) }),
  });
  if (winner.encryptionSessionId !== session.sessionId) {
    await revokeOrphan(keeping, session);
    await followWinner(keeping, winner);
    return demandNoNotice(keeping);
  }
  looked(); // nothing is registered after it yet
  sessions.put(session);
  await goOnWith(keeping, [await verified(keeping.chain, winner, { statement, signed })]);
};

/** Nobody can have used it. Should this fail, it stays unused. */
export const revokeOrphan = ({ seald }: Keeping, session: EncryptionSession): Promise<void> =>
  seald.revoke(session).catch(() => {});

const statementOf = async (
  keeping: Keeping,
  { sessionId }: EncryptionSession,
  { members, announcedIn }: NewEpoch,
): Promise<EpochStatement> => {
  const { cid, userId, stream, now, contacts, randomBytes } = keeping;
  const readers = await contacts.authorKeys(members);
  const trusted =
    announcedIn && keeping.pin.epochs.find(sameSession({ encryptionSessionId: announcedIn.sessionId }));
  const removed = (trustedOf(keeping)?.members ?? []).filter(
    (id) => (keeping.removed.has(id) || keeping.pin.shutOut.includes(id)) && !members.includes(id),
  );
  return {
    v: EPOCH_STATEMENT_VERSION,
    cid,
    encryptionSessionId: sessionId,
    ...(trusted && { previous: { encryptionSessionId: trusted.encryptionSessionId, hash: trusted.hash } }),
    from: userId,
    readers: readers.sort((one, other) => (one.id < other.id ? -1 : 1)),
    ...(removed.length > 0 && { removed }),
    ...(trusted && statedUnverified(await unverifiedIn(keeping))),
    history: keeping.pin.epochs.at(-1)?.history ?? stream.history(),
    reactionKey: toBase64Url(randomBytes(32)),
    startedAt: now().toISOString(),
  };
};

/** Whom epochs let in that this device has followed, while nothing was told of them, nor is to this day, and whom no later epoch has named so. */
const unverifiedIn = async ({ pin: { epochs }, contacts }: Keeping): Promise<string[]> => {
  const untold = epochs.flatMap((epoch) =>
    (epoch.untold ?? [])
      .filter((id) => !isUnverifiedAfter(epochs, epoch, id))
      .map((id) => ({ id, authorKey: authorKeyIn(epoch, id) ?? '' })),
  );
  const known = await contacts.vouch(untold);
  return [...new Set(untold.filter((_, at) => known[at] === null).map(({ id }) => id))].sort();
};

/** Raises the notice for a contact whose keys turn out to be wrong on use. */
export const tellingOfKeys = async <T>(keeping: Keeping, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const [userId] = error instanceof ContactKeysError ? error.userIds : [];
    if (userId === undefined) throw error;
    raise(keeping, { kind: 'contact-mismatch', userId });
    throw keeping.notice ? new SecurityNoticeError(keeping.notice) : error;
  }
};

/** Before anything is encrypted for them. Throws `SecurityNoticeError` if the keys of one are in doubt, and as `Contacts.check` does. */
export const demandGoodKeys = async (
  keeping: Keeping,
  { members, prepared }: Pick<NewEpoch, 'members' | 'prepared'>,
): Promise<void> => {
  const others = members.filter((id) => id !== keeping.userId);
  const purpose = prepared ? 'made' : 'session';
  const findings = await keeping.contacts.check(others, purpose, keeping.cid);
  for (const finding of findings) if (finding.kind === 'grown') tellOfContact(keeping, finding);
  const doubtful = findings.find(({ kind }) => kind !== 'grown');
  if (!doubtful || doubtful.kind === 'grown') return;
  if (prepared) await revokeOrphan(keeping, prepared);
  raise(keeping, { kind: `contact-${doubtful.kind}`, userId: doubtful.userId });
  demandNoNotice(keeping);
};

/** The answer to a registration that came too late holds all that is needed, unless more than one epoch was missed. */
const followWinner = async (keeping: Keeping, winner: Epoch): Promise<void> => {
  const { epochs } = keeping.pin;
  if (!trustedOf(keeping)) return firstSight(keeping, winner);
  const { found, end } = await walkForward(keeping.chain, epochs, [winner]);
  if (end !== 'current') return void (await catchUp(keeping));
  await goOnWith(keeping, found);
};

/** The backend has just named the last of these in the channel's data. */
const goOnWith = async (keeping: Keeping, found: readonly VerifiedEpoch[]): Promise<void> => {
  await adopt(keeping, found);
  liftEpochNotices(keeping);
  lift(keeping, 'session-id-swapped');
};
