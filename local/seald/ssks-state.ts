import type { InboxMessage } from './inbox.ts';

/** Names a user's factor: the factor itself is not kept (seald.md section 9, "hashed factor"). */
export type FactorHash = string;

export type SsksCode = { hash: string; expires: Date; wrongTries: number };

export type SsksSession = {
  userId: string;
  factorHash: FactorHash;
  mustAuthenticate: boolean;
  authenticated: boolean;
  /** Absent when no code was sent, and once it is used or dead. */
  code: SsksCode | undefined;
};

export type StoredIdentity = { id: string; data: string; authenticated: boolean; pushedBy: string };

/** Everything SSKS remembers across a restart. Session ids and codes are kept as hashes. */
export type SsksState = {
  users: Set<string>;
  /** By SHA-256 of the session id. */
  sessions: Map<string, SsksSession>;
  /** By user id and factor hash, see `identityKey`. */
  identities: Map<string, StoredIdentity>;
  /** The phones; not SSKS's own, only kept beside it. */
  inbox: InboxMessage[];
};

export const emptySsksState = (): SsksState => ({
  users: new Set(),
  sessions: new Map(),
  identities: new Map(),
  inbox: [],
});

export type SsksContext = {
  appId: string;
  ssksKey: string;
  state: SsksState;
  changed: () => void;
  now: () => Date;
  /** Whether a new code ends the user's other sessions that wait for one. */
  oneSessionPerUser: () => boolean;
};

/** Where the identity of a user and factor is kept. */
export const identityKey = (userId: string, factorHash: FactorHash): string =>
  JSON.stringify([userId, factorHash]);
