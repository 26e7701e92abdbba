import type { Peer, PeerState, Peers } from '../../shared/domain/peers.ts';
import type { Seats } from '../../shared/domain/seats.ts';
import type { Pause } from './in-memory-channels.ts';

/** What people have said of others, in memory, with the promises of {@link Peers}. */
export const createInMemoryPeers = (pause: Pause = async () => {}) => {
  const said = new Map<string, { state: PeerState } & Peer & { ownerId: string }>();
  const erased = new Set<string>();
  const keyOf = (userId: string, peerId: string) => `${userId} of ${peerId}`;
  const stateOf = (userId: string, peerId: string) => said.get(keyOf(userId, peerId))?.state ?? null;
  const say = (ownerId: string, peerId: string, state: PeerState, since: string) =>
    said.set(keyOf(ownerId, peerId), { ownerId, userId: peerId, state, since });
  const peers: Peers = {
    async findBetween(userId, otherId) {
      await pause();
      return {
        own: stateOf(userId, otherId),
        theirs: stateOf(otherId, userId),
        isErased: erased.has(otherId),
      };
    },
    async findAbout(peerId, userIds) {
      await pause();
      const found = userIds.map((userId) => [userId, stateOf(userId, peerId)] as const);
      return new Map(found.filter((entry): entry is [string, PeerState] => entry[1] !== null));
    },
    async noteContact(userId, peerId, at) {
      await pause();
      if (!said.has(keyOf(userId, peerId))) say(userId, peerId, 'contact', at);
    },
    async block(userId, peerId, at) {
      await pause();
      const known = said.get(keyOf(userId, peerId));
      if (known?.state === 'blocked') return known.since;
      say(userId, peerId, 'blocked', at);
      return at;
    },
    async unblock(userId, peerId) {
      await pause();
      if (stateOf(userId, peerId) === 'blocked') said.delete(keyOf(userId, peerId));
    },
    async listBlocked(ownerId) {
      await pause();
      return [...said.values()]
        .filter((entry) => entry.ownerId === ownerId && entry.state === 'blocked')
        .map(({ userId, since }) => ({ userId, since }));
    },
  };
  return { peers, stateOf, erased };
};

/** Places without end: for what is not about the limit. */
export const endlessSeats: Seats = {
  take: async (_, { userId, members, most }) =>
    new Set([...members, userId]).size > most ? null : { userId, token: 'seat' },
  giveBack: async () => {},
};
