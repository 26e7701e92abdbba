import type { SigchainHashResponse } from '../../../shared/contract/sigchain-hash.ts';
import { MessagingApiError } from './errors.ts';

/** Asks the backend what a user's own devices registered; throws `MessagingApiError`. */
export type AskRegisteredHash = (userId: string) => Promise<Pick<SigchainHashResponse, 'sigchainHash'>>;

export type RegisteredHashes = {
  /** Null when the user registered none. Asked once, then remembered; a failure is not. */
  get: (userId: string) => Promise<string | null>;
  /** The next `get` asks anew. */
  forget: (userId: string) => void;
};

/** Remembers what the backend answers for the life of the object. */
export const registeredHashes = (ask: AskRegisteredHash): RegisteredHashes => {
  const known = new Map<string, string | null>();
  const asked = async (userId: string): Promise<string | null> => {
    try {
      return (await ask(userId)).sigchainHash;
    } catch (error) {
      if (error instanceof MessagingApiError && error.type === 'SIGCHAIN_HASH_NOT_FOUND') return null;
      throw error;
    }
  };
  return {
    get: async (userId) => {
      const remembered = known.get(userId);
      if (remembered !== undefined) return remembered;
      const hash = await asked(userId);
      known.set(userId, hash);
      return hash;
    },
    forget: (userId) => {
      known.delete(userId);
    },
  };
};
