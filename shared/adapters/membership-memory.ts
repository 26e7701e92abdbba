import type { ChannelAtStream, StreamChannels } from '../domain/stream-channels.ts';

/** For so long somebody removed may still read the registry; what they get there they could read before. */
const FRESH_FOR_MS = 10_000;
const MAX_HELD = 1_000;

type Held = { seen: ChannelAtStream; at: number };

/** Remembers for ten seconds who is a member, not who is none: somebody let in is let in at once. */
export const createMembershipMemory = (now: () => number) => {
  const held = new Map<string, Held>();
  const keyOf = (cid: string, userId: string): string => `${cid}\n${userId}`;
  return {
    recall: (cid: string, userId: string): ChannelAtStream | undefined => {
      const found = held.get(keyOf(cid, userId));
      return found && now() - found.at < FRESH_FOR_MS ? found.seen : undefined;
    },
    keep: (cid: string, userId: string, seen: ChannelAtStream): void => {
      const key = keyOf(cid, userId);
      held.delete(key); // so that it is the newest
      held.set(key, { seen, at: now() });
      const [oldest] = held.keys();
      if (held.size > MAX_HELD && oldest !== undefined) held.delete(oldest);
    },
    forget: (cid: string, userId: string): void => void held.delete(keyOf(cid, userId)),
  };
};

export type MembershipMemory = ReturnType<typeof createMembershipMemory>;

/** Looks in the memory first, unless asked for `anew`, and keeps there what Stream then says. Throws what `find` throws. */
export const remembering =
  (
    memory: MembershipMemory,
    find: (cid: string, userId: string) => Promise<ChannelAtStream | null>,
  ): StreamChannels['findForMember'] =>
  async (cid, userId, { anew = false } = {}) => {
    const held = anew ? undefined : memory.recall(cid, userId);
    if (held) return { ...held, isFresh: false };
    const seen = await find(cid, userId);
    if (seen) memory.keep(cid, userId, seen);
    else memory.forget(cid, userId);
    return seen;
  };
