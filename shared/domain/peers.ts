/** What somebody has said of another: that they want to talk with them, or not to be invited by them. */
export type PeerState = 'contact' | 'blocked';

export type Peer = { userId: string; since: string };

/** What two people have said of each other, as one of them asks. */
export type Between = {
  own: PeerState | null;
  theirs: PeerState | null;
  /** Whether the other's account was erased. */
  isErased: boolean;
};

/**
 * What people have said of others, in the users' table. Every write is one conditional write, safe to repeat and to race; reads see
 * every write that was answered before.
 */
export type Peers = {
  findBetween: (userId: string, otherId: string) => Promise<Between>;
  /** What each of these has said of one; who has said nothing is not in it. */
  findAbout: (peerId: string, userIds: readonly string[]) => Promise<ReadonlyMap<string, PeerState>>;
  /** Notes somebody as a contact; without effect on one who is, or who is blocked. */
  noteContact: (userId: string, peerId: string, at: string) => Promise<void>;
  /** Blocks somebody; gives since when. */
  block: (userId: string, peerId: string, at: string) => Promise<string>;
  /** Takes a block back, and nothing else. */
  unblock: (userId: string, peerId: string) => Promise<void>;
  listBlocked: (userId: string) => Promise<Peer[]>;
};
