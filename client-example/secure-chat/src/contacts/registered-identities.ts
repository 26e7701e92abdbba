import type { AuthorKeyClaim } from '../../../../shared/contract/author-key.ts';
import type { RegisteredSigchain } from '../../../../shared/contract/registered-sigchain.ts';

/**
 * Asks the backend what the devices of these people, one at least, registered; answers in their order. `cid`: a channel that they are all thought to be in. Throws `MessagingApiError`.
 */
export type AskRegistered = (
  userIds: readonly string[],
  cid?: string,
) => Promise<readonly (RegisteredSigchain | null)[]>;

/** What a user's own devices registered, by the backend's word. Each part null when there is none: one may be told without the other. */
export type RegisteredIdentity = {
  sigchainHash: string | null;
  author: AuthorKeyClaim | null;
  /** Author keys of identities that the user had before. */
  former: readonly string[];
};

export type RegisteredIdentities = {
  /** What was registered is asked once, then remembered. */
  get: (userId: string) => Promise<RegisteredIdentity>;
  /** The same for many, in their order. `cid`: a channel that they are all thought to be in. */
  getAll: (userIds: readonly string[], cid?: string) => Promise<readonly RegisteredIdentity[]>;
  /** As `getAll`, of what was asked before; nothing for the others. Asks nobody. */
  remembered: (userIds: readonly string[]) => readonly RegisteredIdentity[];
  /** The next `get` asks anew. */
  forget: (userId: string) => void;
};

/** Remembers what the backend answers for the life of the object. */
export const registeredIdentities = (ask: AskRegistered): RegisteredIdentities => {
  const known = new Map<string, RegisteredIdentity>();
  const getAll: RegisteredIdentities['getAll'] = async (userIds, cid) => {
    const unknown = [...new Set(userIds)].filter((userId) => !known.has(userId));
    const answers = unknown.length > 0 ? await ask(unknown, cid) : [];
    const told = new Map(unknown.map((userId, at) => [userId, identityIn(answers[at] ?? null)]));
    // None is also what those are told who share no channel yet.
    for (const [userId, found] of told)
      if (found.sigchainHash !== null && found.author) known.set(userId, found);
    return userIds.map((userId) => told.get(userId) ?? known.get(userId) ?? NOTHING);
  };
  return {
    get: async (userId) => (await getAll([userId]))[0] ?? NOTHING,
    getAll,
    remembered: (userIds) => userIds.map((userId) => known.get(userId) ?? NOTHING),
    forget: (userId) => {
      known.delete(userId);
    },
  };
};

const NOTHING: RegisteredIdentity = { sigchainHash: null, author: null, former: [] };

const identityIn = (registered: RegisteredSigchain | null): RegisteredIdentity => ({
  sigchainHash: registered?.sigchainHash ?? null,
  author: registered?.author ?? null,
  former: registered?.formerAuthorKeys ?? [],
});
