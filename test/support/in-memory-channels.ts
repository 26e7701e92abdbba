import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { AppError } from '../../shared/domain/app-error.ts';
import type { ChannelName, ChannelRecord } from '../../shared/domain/channel.ts';
import { cidOf } from '../../shared/domain/channel.ts';
import type { EncryptionSessionRegistry } from '../../shared/domain/encryption-session-registry.ts';
import type { ChannelAtStream, StreamChannels } from '../../shared/domain/stream-channels.ts';

/** Lets other callers in, as waiting for a network would. */
export type Pause = () => Promise<void>;
const nextTurn: Pause = async () => {};

/** The channels' table in memory, with the promises of {@link EncryptionSessionRegistry}. */
export const createInMemoryRegistry = (pause: Pause = nextTurn) => {
  const records = new Map<string, ChannelRecord>();
  const epochs = new Map<string, Epoch[]>();
  const epochsOf = (cid: string): Epoch[] => epochs.get(cid) ?? [];
  const registry: EncryptionSessionRegistry = {
    async claim(candidate) {
      await pause();
      const record = records.get(candidate.cid) ?? candidate;
      const created = !records.has(candidate.cid);
      records.set(candidate.cid, record);
      return { record, created };
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
      return epochsOf(cid).filter(({ epoch }) => epoch > after);
    },
    async append(cid, epoch) {
      await pause();
      const known = epochsOf(cid);
      if (known.some((other) => other.epoch === epoch.epoch)) return false;
      epochs.set(cid, [...known, epoch]);
      return true;
    },
  };
  return { registry, epochsOf };
};

type StoredChannel = { members: Set<string>; data: Record<string, unknown> };

/** Stream's channels in memory, with the promises of {@link StreamChannels}. `users` are those Stream knows. */
export const createInMemoryStream = (users: ReadonlySet<string>, pause: Pause = nextTurn) => {
  const stored = new Map<string, StoredChannel>();
  /** Cids whose data were written, in their order. */
  const writes: { cid: string; encryptionSessionId: string; epoch: number }[] = [];
  const demandUsers = (ids: readonly string[]): void => {
    if (!ids.every((id) => users.has(id))) throw new AppError('MEMBER_NOT_FOUND');
  };
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
    async create(channel, { members, history }) {
      await pause();
      demandUsers(members);
      if (stored.has(cidOf(channel))) return;
      stored.set(cidOf(channel), { members: new Set(members), data: { history_policy: history } });
    },
    async nameEncryptionSession(channel, { encryptionSessionId, epoch }) {
      await pause();
      Object.assign(known(channel).data, { session_id: encryptionSessionId, session_epoch: epoch });
      writes.push({ cid: cidOf(channel), encryptionSessionId, epoch });
    },
    async addMember(channel, userId) {
      await pause();
      demandUsers([userId]);
      known(channel).members.add(userId);
    },
    async removeMember(channel, userId) {
      await pause();
      known(channel).members.delete(userId);
    },
    async shareChannel(userId, otherId) {
      await pause();
      return [...stored.values()].some(({ members }) => members.has(userId) && members.has(otherId));
    },
  };
  return { channels, stored, writes };
};
