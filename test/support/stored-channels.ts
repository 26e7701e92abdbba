import { randomBytes } from 'node:crypto';
import type { Progress, ReconcileProgress } from '../../shared/domain/reconcile-progress.ts';
import {
  CHANNEL_PAGE,
  MESSAGE_PAGE,
  type StoredMessages,
  type StreamObject,
} from '../../shared/domain/stored-messages.ts';
import type { SweepAllowance } from '../../shared/domain/sweep-allowance.ts';

export const ciphertext = (sessionId: string): string =>
  JSON.stringify({ sessionId, data: randomBytes(96).toString('base64') });

type Message = StreamObject & { id: string; cid: string; created_at: string; parent_id?: string };
type Channel = { cid: string; createdAt: string; data: StreamObject };

/** So many deletions of ciphertext, on a day without end. */
export const allowanceOf = (deletions = Number.POSITIVE_INFINITY): SweepAllowance => {
  const taken = new Set<string>();
  return {
    take: async (messageId) => {
      if (taken.size >= deletions && !taken.has(messageId)) return false;
      taken.add(messageId);
      return true;
    },
  };
};

/** Stream's store in memory, with the promises of {@link StoredMessages}. */
export const createStoredChannels = (channels: Channel[], messages: Message[]) => {
  const kept = new Map(messages.map((message) => [message.id, message]));
  const calls = { reads: 0, deletes: [] as string[] };
  const newest = (found: Message[]) =>
    found.sort((one, other) => other.created_at.localeCompare(one.created_at)).slice(0, MESSAGE_PAGE);
  const all = () => [...kept.values()];
  const store: StoredMessages = {
    async readMessage(id) {
      calls.reads++;
      return kept.get(id) ?? null;
    },
    async readChannel(cid) {
      calls.reads++;
      return channels.find((channel) => channel.cid === cid)?.data ?? null;
    },
    async hardDelete(id) {
      calls.deletes.push(id);
      return kept.delete(id);
    },
    async listChannels({ types, createdFrom, offset }) {
      return channels
        .filter(
          ({ cid, createdAt }) => types.includes(cid.split(':')[0] ?? '') && createdAt >= (createdFrom ?? ''),
        )
        .sort((one, other) => one.createdAt.localeCompare(other.createdAt))
        .slice(offset, offset + CHANNEL_PAGE);
    },
    async listMessages(cid, until) {
      const found = all().filter(
        (message) => message.cid === cid && !message.parent_id && message.created_at <= until,
      );
      return newest(found).map((message) => ({
        ...message,
        reply_count: all().filter(({ parent_id }) => parent_id === message.id).length,
      }));
    },
    async listReplies(headId, beforeId) {
      const mark = beforeId === null ? undefined : kept.get(beforeId);
      return newest(
        all().filter(
          ({ parent_id, created_at }) => parent_id === headId && (!mark || created_at < mark.created_at),
        ),
      );
    },
  };
  return { store, kept, calls };
};

/** The reconciler's progress in memory, with the promise of {@link ReconcileProgress}. */
export const createProgress = () => {
  const items = new Map<string, Progress>();
  const progress: ReconcileProgress = {
    find: async (name) => items.get(name) ?? null,
    async save(name, next) {
      if ((items.get(name)?.version ?? 0) !== next.version - 1) return false;
      items.set(name, structuredClone(next));
      return true;
    },
  };
  return { progress, items };
};
