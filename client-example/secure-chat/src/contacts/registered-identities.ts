import type { AuthorKeyClaim } from '../../../../shared/contract/author-key.ts';
import type { SigchainHashResponse } from '../../../../shared/contract/registered-sigchain.ts';

/** Asks the backend what a user's own devices registered; throws `MessagingApiError`. */
export type AskRegistered = (userId: string) => Promise<SigchainHashResponse>;

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
  /** The next `get` asks anew. */
  forget: (userId: string) => void;
};

/** Remembers what the backend answers for the life of the object. */
export const registeredIdentities = (ask: AskRegistered): RegisteredIdentities => {
  const known = new Map<string, RegisteredIdentity>();
  return {
    get: async (userId) => {
      const remembered = known.get(userId);
      if (remembered) return remembered;
      const { registered } = await ask(userId);
      const found = {
        sigchainHash: registered?.sigchainHash ?? null,
        author: registered?.author ?? null,
        former: registered?.formerAuthorKeys ?? [],
      };
      // None is also what those are told who share no channel yet.
      if (found.sigchainHash !== null && found.author) known.set(userId, found);
      return found;
    },
    forget: (userId) => {
      known.delete(userId);
    },
  };
};
