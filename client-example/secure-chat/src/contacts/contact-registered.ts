import type { SigchainHashResponse } from '../../../../shared/contract/registered-sigchain.ts';

/** Asks the backend what a user's own devices registered; throws `MessagingApiError`. */
export type AskRegisteredHash = (userId: string) => Promise<SigchainHashResponse>;

export type RegisteredHashes = {
  /** Null when the user registered none. What was registered is asked once, then remembered. */
  get: (userId: string) => Promise<string | null>;
  /** The next `get` asks anew. */
  forget: (userId: string) => void;
};

/** Remembers what the backend answers for the life of the object. */
export const registeredHashes = (ask: AskRegisteredHash): RegisteredHashes => {
  const known = new Map<string, string | null>();
  return {
    get: async (userId) => {
      const remembered = known.get(userId);
      if (remembered !== undefined) return remembered;
      const hash = (await ask(userId)).registered?.sigchainHash ?? null;
      if (hash !== null) known.set(userId, hash); // none is also what those are told who share no channel yet
      return hash;
    },
    forget: (userId) => {
      known.delete(userId);
    },
  };
};
