import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import type { Decision, SecurityNotice } from '../errors.ts';
import { catchUp, firstSight, trustUnannounced } from './catch-up.ts';
import { readWelcome } from './chain-forward.ts';
import { nextMembers } from './due.ts';
import { dueFacts, makeDue, renewNow } from './due-epochs.ts';
import { membersAtStream, startFirst } from './first-epoch.ts';
import {
  demandNoNotice,
  type Keeping,
  lift,
  raise,
  trustedOf,
  trustedSession,
  updatePin,
} from './keeping.ts';
import { wantOut } from './let-in.ts';
import { startEpoch } from './start-epoch.ts';
import { sameSession, type VerifiedEpoch } from './trusted-epoch.ts';

/** Does what the user has decided about the standing notice; see `EncryptedChannel`. */
export const decide = async (keeping: Keeping, decision: Decision): Promise<void> => {
  const { notice } = keeping;
  if (!notice) return;
  if ('userId' in notice) return decideOnContact(keeping, notice, decision);
  if (notice.kind === 'session-id-swapped') return tolerate(keeping, notice);
  const isOut = notice.kind === 'no-access' || notice.kind === 'removed';
  if (decision === 'start-over') return isOut ? startOver(keeping) : undefined;
  if (notice.kind === 'removed') return;
  if (notice.kind === 'let-in-again') return decision === 'accept' ? comeBack(keeping, notice) : undefined;
  await (decision === 'accept' ? acceptCurrent(keeping) : keepTrusted(keeping));
  demandNoNotice(keeping);
};

type ContactNotice = Extract<SecurityNotice, { userId: string }>;

const decideOnContact = async (
  keeping: Keeping,
  { kind, userId }: ContactNotice,
  decision: Decision,
): Promise<void> => {
  if (decision === 'accept') await keeping.contacts.accept(userId);
  else await shutOut(keeping, userId);
  keeping.contactNews.delete(userId);
  lift(keeping, kind);
  const trusted = trustedOf(keeping);
  const isTaken = decision === 'accept' && trusted?.members.includes(userId);
  if (isTaken) return void (await renewNow(keeping, [userId])); // it may have been asked for, not due
  if (trusted) return void (await makeDue(keeping));
  if (await catchUp(keeping)) await startFirst(keeping);
  demandNoNotice(keeping);
};

const shutOut = async (keeping: Keeping, userId: string): Promise<void> => {
  await wantOut(keeping, [userId]);
  await updatePin(keeping, { shutOut: [...new Set([...keeping.pin.shutOut, userId])] });
};

/** The trusted epoch is the registry's; what the channel's data say is the operator's affair, and the hook's. */
const tolerate = async (
  keeping: Keeping,
  { named, kind }: Extract<SecurityNotice, { kind: 'session-id-swapped' }>,
): Promise<void> => {
  keeping.toleratedName = named;
  lift(keeping, kind);
};

/** Trusts the epoch that the notice names, no other that was registered meanwhile, and goes on from there along announcements. */
const comeBack = async (keeping: Keeping, { registered }: { registered: string }): Promise<void> => {
  const named = (await keeping.registry.list(0)).find(sameSession({ encryptionSessionId: registered }));
  if (named) await trustUnannounced(keeping, named);
  await catchUp(keeping);
  demandNoNotice(keeping);
};

const acceptCurrent = async (keeping: Keeping): Promise<void> => {
  const current = (await keeping.registry.list(0)).at(-1);
  if (!current) return startEpoch(keeping, { members: membersAtStream(keeping) });
  const ended = keeping.pin.epochs.slice(0, -1).find(sameSession(current));
  return ended ? goOnFrom(keeping, ended) : takeCurrent(keeping, current);
};

/** What cannot be verified is taken on nobody's word: the notice stays, and the user can keep to what was trusted. Where this user is no reader, that is what there is to be told. */
const takeCurrent = async (keeping: Keeping, current: Epoch): Promise<void> => {
  if (!trustedOf(keeping)) return firstSight(keeping, current);
  if (await trustUnannounced(keeping, current)) return;
  const isForOthers = (await readWelcome(keeping.chain, current)) === 'no-access';
  if (isForOthers) raise(keeping, { kind: 'no-access', registered: current.encryptionSessionId });
};

/** Not in it: since it ended others may have been let into it, for the history. */
const goOnFrom = async (keeping: Keeping, ended: VerifiedEpoch): Promise<void> => {
  const facts = dueFacts(keeping);
  if (!facts) return;
  const announcedIn = await keeping.sessions.open(ended.encryptionSessionId);
  const members = nextMembers({ ...facts, trusted: ended });
  await startEpoch(keeping, { members, previous: ended.encryptionSessionId, announcedIn });
};

/** A new epoch on top of what the registry calls current, announced to those who trust what this device does. */
const keepTrusted = async (keeping: Keeping): Promise<void> => {
  const [facts, announcedIn] = [dueFacts(keeping), await trustedSession(keeping)];
  if (!facts || !announcedIn) return;
  const current = (await keeping.registry.list(0)).at(-1);
  if (!current) return registerAgain(keeping, announcedIn.sessionId);
  if (current.encryptionSessionId === announcedIn.sessionId) return void (await catchUp(keeping));
  const previous = current.encryptionSessionId;
  await startEpoch(keeping, { members: nextMembers(facts), previous, announcedIn });
};

/** The registry has lost everything: the trusted session becomes its first. Nobody who trusts it will notice. */
const registerAgain = async (keeping: Keeping, encryptionSessionId: string): Promise<void> => {
  await keeping.registry.register({ encryptionSessionId });
  await catchUp(keeping);
};

const startOver = async (keeping: Keeping): Promise<void> => {
  const current = (await keeping.registry.list(0)).at(-1);
  const previous = current?.encryptionSessionId;
  await keeping.stream.reload();
  await startEpoch(keeping, { members: membersAtStream(keeping), previous });
};
