import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { AppError } from '../../shared/domain/app-error.ts';
import type { ChannelName, ChannelRecord } from '../../shared/domain/channel.ts';
import { cidOf } from '../../shared/domain/channel.ts';
import type { EncryptionSessionRegistry } from '../../shared/domain/encryption-session-registry.ts';
import type {
  ChannelAtStream,
  ChannelMember,
  NewMember,
  StreamChannels,
} from '../../shared/domain/stream-channels.ts';

/** Lets other callers in, as waiting for a network would. */
export type Pause = () => Promise<void>;
const nextTurn: Pause = async () => {};

/** The channels' table in memory, with the promises of {@link EncryptionSessionRegistry}. */
export const createInMemoryRegistry = (pause: Pause = nextTurn) => {
  const records = new Map<string, ChannelRecord>();
  const attempts = new Map<string, Set<string>>();
  const epochs = new Map<string, Epoch[]>();
  const epochsOf = (cid: string): Epoch[] => epochs.get(cid) ?? [];
  const registry: EncryptionSessionRegistry = {
    async claim(candidate, { id, userId }) {
      await pause();
      const known = records.get(candidate.cid);
      if (known && !known.members.includes(userId)) return null;
      const record = known ?? { ...candidate, askedBy: [], isMade: false };
      const kept = { ...record, askedBy: [...new Set([...record.askedBy, userId])] };
      records.set(candidate.cid, kept);
      attempts.set(candidate.cid, new Set([...(attempts.get(candidate.cid) ?? []), id]));
      return kept;
    },
    async noteMade(cid) {
      await pause();
      const record = records.get(cid);
      if (!record) throw new Error('There is no such record');
      records.set(cid, { ...record, isMade: true });
      attempts.delete(cid);
    },
    async giveBack(cid, attemptId) {
      await pause();
      attempts.get(cid)?.delete(attemptId);
      if (records.get(cid)?.isMade === false && attempts.get(cid)?.size === 0) records.delete(cid);
    },
    async findRecord(cid) {
      await pause();
      return records.get(cid) ?? null;
    },
    async findCurrent(cid) {
      await pause();
      return epochsOf(cid).at(-1) ?? null;
    },
    async findEpoch(cid, epoch) {
      await pause();
      return epochsOf(cid)[epoch - 1] ?? null;
    },
    async findBySession(cid, encryptionSessionId) {
      await pause();
      return epochsOf(cid).find((epoch) => epoch.encryptionSessionId === encryptionSessionId) ?? null;
    },
    async listEpochs(cid, after) {
      await pause();
      const known = epochsOf(cid);
      return { current: known.at(-1) ?? null, epochs: known.filter(({ epoch }) => epoch > after) };
    },
    async append(cid, epoch) {
      await pause();
      const known = epochsOf(cid);
      if (known.some((other) => other.epoch === epoch.epoch)) return false;
      epochs.set(cid, [...known, epoch]);
      return true;
    },
  };
  return { registry, epochsOf, records };
};

type StoredChannel = {
  members: Set<string>;
  data: Record<string, unknown>;
  /** Who invited whom. */
  marks?: Map<string, string>;
};

/** Members are shown as having come one a second, in the order in which they came. */
const joinedAs = (place: number): string => new Date(place * 1_000).toISOString();

/** Stream's channels in memory, with the promises of {@link StreamChannels}. `users` are those Stream knows. */
export const createInMemoryStream = (users: ReadonlySet<string>, pause: Pause = nextTurn) => {
  const stored = new Map<string, StoredChannel>();
  /** Cids whose data were written, in their order. */
  /** Who was said to leave of their own accord. */
  const leaving: string[] = [];
  const writes: { cid: string; encryptionSessionId: string; epoch: number }[] = [];
  const demandUsers = (ids: readonly string[]): void => {
    if (!ids.every((id) => users.has(id))) throw new AppError('MEMBER_NOT_FOUND', { leftUndone: true });
  };
  const faults = { dropsMarks: false };
  const mark = (channel: StoredChannel, userId: string, invitedBy: string | null): void => {
    channel.marks ??= new Map();
    if (invitedBy === null) channel.marks.delete(userId);
    else channel.marks.set(userId, invitedBy);
  };
  const put = (channel: StoredChannel, members: readonly NewMember[]): void => {
    for (const { userId, invitedBy } of members.filter((member) => !channel.members.has(member.userId))) {
      channel.members.add(userId);
      if (invitedBy !== undefined && !faults.dropsMarks) mark(channel, userId, invitedBy);
    }
  };
  const membersOf = ({ members, marks }: StoredChannel): ChannelMember[] =>
    [...members].map((userId, place) => {
      const invitedBy = marks?.get(userId);
      return { userId, joinedAt: joinedAs(place), ...(invitedBy !== undefined && { invitedBy }) };
    });
  const known = (channel: ChannelName): StoredChannel => {
    const found = stored.get(cidOf(channel));
    if (!found) throw new AppError('STREAM_UNAVAILABLE');
    return found;
  };
  const view = ({ data, members }: StoredChannel): ChannelAtStream => ({
    memberCount: members.size,
    encryptionSessionId: data.session_id as string | undefined,
    epoch: data.session_epoch as number | undefined,
    isFresh: true,
  });
  const channels: StreamChannels = {
    async findForMember(cid, userId) {
      await pause();
      const channel = stored.get(cid);
      return channel?.members.has(userId) ? view(channel) : null;
    },
    async exists(cid) {
      await pause();
      return stored.has(cid);
    },
    async findMembers(cid) {
      await pause();
      const channel = stored.get(cid);
      return channel ? membersOf(channel) : null;
    },
    async findAmong(cids, userId) {
      await pause();
      return cids.filter((cid) => stored.get(cid)?.members.has(userId));
    },
    async create(channel, { members, history, kind }) {
      await pause();
      demandUsers(members.map(({ userId }) => userId));
      const cid = cidOf(channel);
      if (!stored.has(cid)) {
        const made = { members: new Set<string>(), data: { history_policy: history, kind } };
        stored.set(cid, made);
        put(made, members);
      }
      return membersOf(known(channel));
    },
    async nameEncryptionSession(channel, { encryptionSessionId, epoch }) {
      await pause();
      Object.assign(known(channel).data, { session_id: encryptionSessionId, session_epoch: epoch });
      writes.push({ cid: cidOf(channel), encryptionSessionId, epoch });
    },
    async addMembers(channel, members) {
      await pause();
      demandUsers(members.map(({ userId }) => userId));
      put(known(channel), members);
      return membersOf(known(channel));
    },
    async removeMembers(channel, userIds) {
      await pause();
      for (const userId of userIds) {
        known(channel).members.delete(userId);
        known(channel).marks?.delete(userId);
      }
    },
    async markInvited(channel, userId, invitedBy) {
      await pause();
      if (known(channel).members.has(userId)) mark(known(channel), userId, invitedBy);
    },
    async markLeaving(channel, userId) {
      await pause();
      if (known(channel).members.has(userId)) leaving.push(userId);
    },
    async shareChannel(userId, otherId) {
      await pause();
      return [...stored.values()].some(({ members }) => members.has(userId) && members.has(otherId));
    },
  };
  return { channels, stored, writes, faults, leaving };
};
