import { splitCid } from '../../../../shared/contract/split-cid.ts';
import type { Author, VerifySigned } from '../authors/author.ts';
import type { ContactFinding } from '../contacts/contact-check.ts';
import type { Contacts } from '../contacts/contacts.ts';
import { type SecurityNotice, SecurityNoticeError } from '../errors.ts';
import { hashOf } from '../platform/content-hash.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { isPairId } from '../stream/pair.ts';
import type { Chain } from './chain-forward.ts';
import type { ChannelAtStream } from './channel-at-stream.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import { notLeftOut, type Rotation } from './due.ts';
import type { EpochEvent } from './encryption.ts';
import { createKeptSessions, type KeptSessions } from './kept-sessions.ts';
import { type ChannelPin, type ChannelPins, NO_PIN } from './pin.ts';
import type { SealdSessions } from './seald-sessions.ts';
import { sameSession, type VerifiedEpoch } from './trusted-epoch.ts';

export type KeepingDeps = {
  /** Own chat user id. */
  userId: string;
  stream: ChannelAtStream;
  registry: ChannelRegistry;
  seald: SealdSessions;
  contacts: Pick<Contacts, 'check' | 'accept' | 'vouch' | 'authorKeys'>;
  /** What this device signs with. */
  author: Author;
  verify: VerifySigned;
  sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
  randomBytes: (length: number) => Uint8Array;
  pins: ChannelPins;
  rotation: Rotation;
  /** Which of these people makes a pair of this channel and this user; null when it is a group. */
  findPairWith: (userIds: readonly string[]) => Promise<string | null>;
  now: () => Date;
};

/** What one device knows of one channel's epochs while the channel is open, and what it works with. */
export type Keeping = KeepingDeps & {
  cid: string;
  chain: Chain;
  sessions: KeptSessions;
  emit: (event: EpochEvent) => void;
  /** The other of a pair; null in a group. */
  pairWith: string | null;
  /** As it is stored. */
  pin: ChannelPin;
  notice: SecurityNotice | null;
  /** A name in the channel's data that the user does not mind. */
  toleratedName: string | null | undefined;
  /** What was found about contacts and the user has not taken note of, by chat user id. */
  contactNews: Map<string, ContactFinding['kind']>;
  /** When this device last looked at a reader's keys for a notice; in milliseconds, by chat user id. */
  lookedAtReaders: Map<string, number>;
  /** `user/session` pairs for which Seald has been asked to let an added member read what came before. */
  granted: Set<string>;
  /** Chat user ids of those whom this device has removed and no epoch has gone on without yet. */
  removed: Set<string>;
  /** Until when sending tries neither to start a due epoch nor to look at the registry again, as far as it need not wait for that; in milliseconds. */
  restUntil: { due: number; look: number };
  /** When the registry was last asked what is current, and answered, or made an epoch of this device's the current one; in milliseconds. {@link NEVER}: not since the opening or the last lost connection. */
  lookedAt: number;
  /** How often a lost connection came back. */
  recoveries: number;
};

export const NEVER = 0;

export const createKeeping = (deps: KeepingDeps, emit: (event: EpochEvent) => void): Keeping => {
  const { cid } = deps.stream;
  const sessions = createKeptSessions(deps.seald.retrieve);
  const state = {
    pairWith: null,
    pin: NO_PIN,
    notice: null,
    toleratedName: undefined,
    contactNews: new Map<string, ContactFinding['kind']>(),
    lookedAtReaders: new Map<string, number>(),
    granted: new Set<string>(),
    removed: new Set<string>(),
    restUntil: { due: 0, look: 0 },
    lookedAt: NEVER,
    recoveries: 0,
  };
  const { userId, verify, contacts, sha256 } = deps;
  const keeping: Omit<Keeping, 'chain'> = { ...deps, cid, sessions, emit, ...state };
  const isPair = isPairId(splitCid(cid)[1]);
  const chain: Chain = {
    cid,
    userId,
    open: sessions.open,
    verify,
    vouch: (authors) => contacts.vouch(authors, cid),
    hash: (text) => hashOf(sha256, text),
    isOut: (id) => keeping.removed.has(id) || keeping.pin.shutOut.includes(id),
    mayRead: async (ids) => {
      const [other, ...more] = ids.filter((id) => id !== userId);
      if (!isPair || other === undefined) return true;
      return more.length === 0 && (await deps.findPairWith([other])) === other;
    },
  };
  return Object.assign(keeping, { chain });
};

/**
 * To be called before the registry is asked what is current; what it gives, once that was answered. A connection that was lost and came back meanwhile may have hidden
 * what is newer than the answer: then it does not count.
 */
export const beginLook = (keeping: Keeping): (() => void) => {
  const { now, recoveries } = keeping;
  const askedAt = now().getTime();
  return () => {
    if (keeping.recoveries === recoveries) keeping.lookedAt = askedAt;
  };
};

export const trustedOf = ({ pin }: Keeping): VerifiedEpoch | undefined => pin.epochs.at(-1);

/** Stores first: what is acted upon must not be forgotten in a crash. */
export const updatePin = async (keeping: Keeping, change: Partial<ChannelPin>): Promise<void> => {
  await keeping.pins.save(keeping.cid, { ...keeping.pin, ...change });
  keeping.pin = { ...keeping.pin, ...change }; // messages may have been counted meanwhile
};

/**
 * Trusts these epochs besides what is trusted already, the last one from now on. A decision to leave somebody out is carried out with the first
 * epoch without them; one to let somebody in is void with an epoch that has left them out since.
 */
export const adopt = async (keeping: Keeping, found: readonly VerifiedEpoch[]): Promise<void> => {
  const before = trustedOf(keeping);
  const trusted = found.at(-1);
  if (!trusted) return;
  const known = keeping.pin.epochs.filter((epoch) => !found.some(sameSession(epoch)));
  const letIn = notLeftOut(keeping.pin.letIn, before ? [before, ...found] : found);
  const shutOut = keeping.pin.shutOut.filter((id) => trusted.members.includes(id));
  const trustedAt = keeping.now().getTime();
  for (const id of keeping.removed) if (!trusted.members.includes(id)) keeping.removed.delete(id);
  await updatePin(keeping, { epochs: [...known, ...found], trustedAt, messages: 0, letIn, shutOut });
  keeping.emit({
    type: 'epoch',
    epoch: trusted,
    joined: trusted.members.filter((id) => !before?.members.includes(id)),
    left: (before?.members ?? []).filter((id) => !trusted.members.includes(id)),
  });
};

type NoticeWithoutCid = SecurityNotice extends infer N
  ? N extends SecurityNotice
    ? Omit<N, 'cid'>
    : never
  : never;

export const raise = (keeping: Keeping, notice: NoticeWithoutCid): void => {
  const raised = { cid: keeping.cid, ...notice } as SecurityNotice;
  if (JSON.stringify(raised) === JSON.stringify(keeping.notice)) return;
  keeping.notice = raised;
  keeping.emit({ type: 'security-notice', notice: raised });
};

/** Takes the notice away, if it is of one of these kinds. */
export const lift = (keeping: Keeping, ...kinds: readonly SecurityNotice['kind'][]): void => {
  if (!keeping.notice || !kinds.includes(keeping.notice.kind)) return;
  keeping.notice = null;
  keeping.emit({ type: 'security-notice', notice: null });
};

/** Takes away what is only said while the trusted epoch is not the registry's current one. */
export const liftEpochNotices = (keeping: Keeping): void =>
  lift(keeping, 'epoch-not-announced', 'epoch-rolled-back', 'no-access', 'removed', 'let-in-again');

/** Throws `SecurityNoticeError` while a notice stands. */
export const demandNoNotice = ({ notice }: Keeping): void => {
  if (notice) throw new SecurityNoticeError(notice);
};

/** The session of the trusted epoch. */
export const trustedSession = (keeping: Keeping): Promise<EncryptionSession> | null => {
  const trusted = trustedOf(keeping);
  return trusted ? keeping.sessions.open(trusted.encryptionSessionId) : null;
};
