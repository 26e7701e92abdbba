import type { EncryptionSession } from '../seald/sdk-types.ts';

/** The channel's sessions that were needed so far, each retrieved once. */
export type KeptSessions = {
  /** Rejects with what `retrieve` does; that is not kept. */
  open: (encryptionSessionId: string) => Promise<EncryptionSession>;
  /** Keeps one that was made here. */
  put: (session: EncryptionSession) => void;
};

export const createKeptSessions = (
  retrieve: (encryptionSessionId: string) => Promise<EncryptionSession>,
): KeptSessions => {
  const kept = new Map<string, Promise<EncryptionSession>>();
  return {
    open: (id) => {
      const known = kept.get(id);
      if (known) return known;
      const opening = retrieve(id);
      kept.set(id, opening);
      opening.catch(() => kept.delete(id));
      return opening;
    },
    put: (session) => void kept.set(session.sessionId, Promise.resolve(session)),
  };
};
