import { SecureChatError } from '../errors.ts';
import { createTurns } from '../platform/in-turn.ts';
import type { Timer } from '../platform/timer.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { catchUp } from './catch-up.ts';
import { lookAtReaders } from './contact-news.ts';
import { decide } from './decide.ts';
import { createMessageCounter } from './due-count.ts';
import { isPreparedToSend, prepareToSend } from './due-epochs.ts';
import type { EpochEvent, EpochKeeper, NoSession } from './encryption.ts';
import { findAuthorKey } from './find-author-key.ts';
import { isVerified, openVerified, seekSession } from './find-session.ts';
import { openEpochs, type PreparedSession } from './first-epoch.ts';
import { createForAMinute } from './for-a-minute.ts';
import { accept, invitationOf, isAsleep } from './invitation.ts';
import {
  createKeeping,
  demandNoNotice,
  type Keeping,
  type KeepingDeps,
  trustedOf,
  trustedSession,
} from './keeping.ts';
import { addMember, leave, removeMember, renewEncryption } from './membership.ts';
import { revokeOrphan } from './start-epoch.ts';
import { watchChannel } from './watch-channel.ts';

/** `prepared`: a session for the members of a channel just created. `quietly`: the registry is asked when somebody looks at it, or writes. */
export type Opening = { prepared?: PreparedSession | undefined; quietly?: boolean | undefined };

/**
 * Opens the epochs of a channel that is watched.
 * Throws `MembersNotEnrolledError`, `MessagingApiError`, and what Seald and Stream throw; a notice does not keep it from opening.
 */
export const openEpochKeeper = async (
  deps: KeepingDeps & { timer: Timer },
  { prepared, quietly = false }: Opening = {},
): Promise<EpochKeeper> => {
  const listeners = new Set<(event: EpochEvent) => void>();
  const emit = (event: EpochEvent): void => {
    if (event.type === 'epoch') forgetRefusals();
    for (const listener of listeners) listener(event);
    const trusted = event.type === 'epoch' ? trustedOf(keeping) : undefined;
    if (trusted && trusted.startedBy !== deps.userId) void lookAtReaders(keeping, trusted);
  };
  /** Looked for, or asked for, in vain: the way to them may be opened later. */
  const notFound = createForAMinute<NoSession>(deps.now);
  const notOpened = createForAMinute<NoSession>(deps.now);
  const unknownAuthors = createForAMinute<{ unknownAuthorKey: string }>(deps.now);
  const forgetRefusals = (): void => {
    notFound.clear();
    notOpened.clear();
    unknownAuthors.clear();
  };
  const keeping = createKeeping(deps, emit);
  const inTurn = createTurns();
  let isOpened = false;
  const wake = async (made?: PreparedSession): Promise<void> => {
    if (isOpened || isAsleep(keeping)) return;
    await openEpochs(keeping, made);
    isOpened = true;
    keeping.pairWith ??= await deps.findPairWith(peopleKnown(keeping)); // who has left is still in an epoch
  };
  const watch = watchChannel(keeping, inTurn, { timer: deps.timer, onRecovered: forgetRefusals, wake });
  const open = async (): Promise<void> => {
    keeping.pin = await deps.pins.load(keeping.cid);
    keeping.pairWith = await deps.findPairWith(peopleKnown(keeping));
    if (trustedOf(keeping) && !quietly) watch.catchUpSoon();
    if (prepared && isAsleep(keeping)) await revokeOrphan(keeping, prepared.session);
    await wake(prepared);
  };
  await inTurn(open).catch((error: unknown) => {
    watch.stop();
    throw error;
  });
  watch.lookForDue();
  const counter = createMessageCounter(keeping, inTurn, deps.timer);
  /** Whoever does something in a channel has accepted it. */
  const awake = async (): Promise<void> => {
    await accept(keeping);
    await wake();
  };
  const change = (job: () => Promise<void>): Promise<void> => inTurn(job).finally(watch.lookForDue);
  const changeAwake = (job: () => Promise<void>): Promise<void> =>
    change(async () => {
      await awake();
      await job();
    });
  return {
    epoch: () => (keeping.notice?.kind === 'no-access' ? null : (trustedOf(keeping) ?? null)),
    epochs: () => keeping.pin.epochs,
    notice: () => (isAsleep(keeping) ? null : keeping.notice),
    invitation: () => invitationOf(keeping),
    pairWith: () => keeping.pairWith,
    accept: () => change(awake),
    changedContacts: () => [...keeping.contactNews].map(([userId, kind]) => ({ userId, kind })),
    noteContact: (userId) => void keeping.contactNews.delete(userId),
    sessionToSend: () =>
      inTurn(async () => {
        await awake();
        return sessionToSend(keeping);
      }),
    maySend: ({ sessionId }) =>
      trustedOf(keeping)?.encryptionSessionId === sessionId && isPreparedToSend(keeping),
    askAgain: () => change(() => askAgain(keeping)),
    sessionToRead: async (id, storedAt) => {
      if (isAsleep(keeping)) return 'invitation';
      if (!isVerified(keeping, id)) {
        const known = notFound.get(id);
        if (known) return known;
        const reason = await inTurn(() => seekSession(keeping, id));
        if (reason && reason !== 'unknown-now') notFound.set(id, reason);
        if (reason) return reason;
      }
      const refused = notOpened.get(id);
      if (refused) return refused;
      const opened = await openVerified(keeping, id, storedAt);
      if (opened === 'before-you-joined') notOpened.set(id, opened);
      return opened;
    },
    authorToRead: async (...asked) => {
      const name = asked.join();
      const known = unknownAuthors.get(name);
      if (known) return known;
      const found = await findAuthorKey(keeping, ...asked);
      if (typeof found === 'object' && 'unknownAuthorKey' in found) unknownAuthors.set(name, found);
      return found;
    },
    count: counter.count,
    addMember: (userId) => changeAwake(() => addMember(keeping, userId)),
    removeMember: (userId) => changeAwake(() => removeMember(keeping, userId)),
    leave: () => change(() => leave(keeping)),
    renewEncryption: () => changeAwake(() => renewEncryption(keeping)),
    decide: (decision) => changeAwake(() => decide(keeping, decision)),
    attend: watch.attend,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      watch.stop();
      counter.stop();
    },
  };
};

/** Who may be the other of a pair. */
const peopleKnown = ({ stream, pin }: Keeping): string[] => [
  ...stream.members(),
  ...pin.epochs.flatMap(({ members }) => members),
];

const sessionToSend = async (keeping: Keeping): Promise<EncryptionSession> => {
  await prepareToSend(keeping);
  demandNoNotice(keeping);
  const session = await trustedSession(keeping);
  if (!session) throw new SecureChatError('NO_ACCESS');
  return session;
};

/** What is trusted may be current and refused all the same: then the channel's data are wrong, and need not be seen to be. */
const askAgain = async (keeping: Keeping): Promise<void> => {
  const before = trustedOf(keeping);
  await catchUp(keeping);
  if (before && before === trustedOf(keeping)) await keeping.registry.putDataRight(before.epoch);
};
