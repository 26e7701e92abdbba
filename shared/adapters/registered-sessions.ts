import type { EncryptionSessionRegistry } from '../domain/encryption-session-registry.ts';

const MAX_HELD = 5_000;

/**
 * Whether a session is one of a channel's epochs. Epochs are never changed, so a yes is remembered for good; a no is asked
 * again. Throws when the registry does not answer.
 */
export const createRegisteredSessions = (registry: Pick<EncryptionSessionRegistry, 'findBySession'>) => {
  const known = new Set<string>();
  return async (cid: string, encryptionSessionId: string): Promise<boolean> => {
    const key = `${cid}\n${encryptionSessionId}`;
    if (known.has(key)) return true;
    if (!(await registry.findBySession(cid, encryptionSessionId))) return false;
    if (known.size >= MAX_HELD) known.clear();
    known.add(key);
    return true;
  };
};
