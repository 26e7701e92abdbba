import { pause } from '../platform/timer.ts';
import { hasNoToken, requireSessionId, retrieveSession } from './retrieve-session.ts';
import type { EncryptionSession, SealdSdk } from './sdk-types.ts';
import { asKnownUser } from './seald-errors.ts';

/** A session that this identity is a reader of; throws as {@link retrieveSession} does. */
export type RetrieveSession = (encryptionSessionId: string) => Promise<EncryptionSession>;

type Sdk = Pick<SealdSdk, 'retrieveEncryptionSession' | 'retrieveMultipleEncryptionSessions'>;

/** So many go into one call of the SDK's to Seald (seald.md section 6). */
const MOST_TOGETHER = 10;
/** How long the first one waits for others: the rows of a list ask within some turns of the event loop. */
const GATHERING_MS = 10;

/**
 * Retrieves sessions, ten in one call to Seald where so many are asked for at about the same time, as by a list of conversations that opens all its rows.
 * Nothing is kept: who asks later asks Seald.
 */
export const createRetrieveTogether = (sdk: Sdk): RetrieveSession => {
  let gathering: { ids: Set<string>; answers: Promise<Map<string, Promise<EncryptionSession>>> } | null =
    null;
  const begin = () => {
    const ids = new Set<string>();
    const answers = pause(GATHERING_MS).then(() => {
      gathering = null;
      return retrieveAll(sdk, [...ids]);
    });
    return { ids, answers };
  };
  return async (encryptionSessionId) => {
    const sessionId = requireSessionId(encryptionSessionId);
    gathering ??= begin();
    gathering.ids.add(sessionId);
    const answers = await gathering.answers;
    return answers.get(sessionId) ?? retrieveSession(sdk, sessionId);
  };
};

const retrieveAll = (sdk: Sdk, ids: readonly string[]): Map<string, Promise<EncryptionSession>> => {
  const answers = new Map<string, Promise<EncryptionSession>>();
  for (let at = 0; at < ids.length; at += MOST_TOGETHER) {
    const some = ids.slice(at, at + MOST_TOGETHER);
    const together = retrieveSome(sdk, some);
    for (const id of some)
      answers.set(
        id,
        together.then((found) => found.get(id) ?? retrieveSession(sdk, id)),
      );
  }
  return answers;
};

/** By their ids. None when one is refused: which one is not said, so each has to be asked for by itself then. */
const retrieveSome = async (sdk: Sdk, ids: readonly string[]): Promise<Map<string, EncryptionSession>> => {
  if (ids.length === 1) return new Map();
  try {
    const wanted = ids.map((sessionId) => ({ sessionId }));
    const found = await asKnownUser(sdk.retrieveMultipleEncryptionSessions(wanted));
    return new Map(found.map((session) => [session.sessionId, session]));
  } catch (error) {
    if (hasNoToken(error)) return new Map();
    throw error;
  }
};
