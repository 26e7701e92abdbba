import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { SealdSessions } from '../../client-example/secure-chat/src/epochs/seald-sessions.ts';
import { MembersNotEnrolledError, SecureChatError } from '../../client-example/secure-chat/src/errors.ts';
import type { EncryptionSession } from '../../client-example/secure-chat/src/seald/sdk-types.ts';

type Session = {
  id: string;
  key: Buffer;
  owner: string;
  readers: Set<string>;
  first: ReadonlySet<string>;
  isRevoked: boolean;
};

/**
 * Seald's server, as far as sessions go: who may retrieve which (seald.md section 6). An account is what a user has until the identity is reset; what was
 * encrypted for one account is not for the next. A session object that was retrieved goes on decrypting whatever happens later.
 */
export const createFakeSeald = () => {
  const accounts = new Map<string, string>();
  const sessions = new Map<string, Session>();
  const accountOf = (userId: string): string => {
    const account = accounts.get(userId);
    if (!account) throw new MembersNotEnrolledError([userId]);
    return account;
  };
  const objectFor = (session: Session, account: string): EncryptionSession => {
    const object = {
      sessionId: session.id,
      encryptMessage: async (text: string) => encrypt(session, text),
      decryptMessage: async (text: string) => decrypt(session, text),
      account,
    };
    return object as unknown as EncryptionSession; // the rest of it is not used in the model
  };
  /** The server as one user's device sees it; `wait` is the network. */
  const forUser = (userId: string, wait: () => Promise<void>): SealdSessions => ({
    create: async (members) => {
      await wait();
      const missing = members.filter((id) => !accounts.has(id));
      if (missing.length > 0) throw new MembersNotEnrolledError(missing);
      const owner = accountOf(userId);
      const readers = new Set([owner, ...members.map(accountOf)]);
      const session = {
        id: randomUUID(),
        key: randomBytes(32),
        owner,
        readers,
        first: new Set(readers),
        isRevoked: false,
      };
      sessions.set(session.id, session);
      await wait();
      return objectFor(session, owner);
    },
    retrieve: async (id) => {
      await wait();
      const session = sessions.get(id);
      const account = accountOf(userId);
      if (!session?.readers.has(account) || session.isRevoked) throw new SecureChatError('NO_ACCESS');
      await wait();
      return objectFor(session, account);
    },
    addReaders: async ({ sessionId }, userIds) => {
      await wait();
      const session = sessions.get(sessionId);
      if (!session?.readers.has(accountOf(userId))) throw new SecureChatError('NO_ACCESS');
      for (const id of userIds) session.readers.add(accountOf(id));
      await wait();
    },
    revoke: async ({ sessionId }) => {
      await wait();
      const session = sessions.get(sessionId);
      if (session?.owner === accountOf(userId)) session.isRevoked = true;
    },
  });
  let count = 0;
  const former: string[] = [];
  return {
    forUser,
    reset: (userId: string) => {
      const account = `${userId}#${++count}`;
      accounts.set(userId, account);
      former.push(account);
    },
    accountOf,
    /** All that a user ever had. */
    accountsOf: (userId: string): string[] => former.filter((account) => account.startsWith(`${userId}#`)),
    readersOf: (id: string): ReadonlySet<string> => sessions.get(id)?.readers ?? new Set(),
    /** Whether an account of this person is among the readers, if only one from before a reset. */
    isOrWasFor: (id: string, userId: string): boolean =>
      [...(sessions.get(id)?.readers ?? [])].some((account) => account.startsWith(`${userId}#`)),
    wasMadeFor: (id: string, userId: string): boolean =>
      sessions.get(id)?.first.has(accountOf(userId)) ?? false,
    sessions,
  };
};

export type FakeSeald = ReturnType<typeof createFakeSeald>;

const hmac = (key: Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest();

// The SDK's own form, so that everything which looks at it from outside looks at the real thing.
const encrypt = ({ id, key }: Session, text: string): string => {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  const data = Buffer.concat([body, hmac(key, body)]).toString('base64');
  return JSON.stringify({ sessionId: id, data });
};

const decrypt = ({ id, key }: Session, text: string): string => {
  const { sessionId, data } = JSON.parse(text);
  const bytes = Buffer.from(data, 'base64');
  const [body, mac] = [bytes.subarray(0, -32), bytes.subarray(-32)];
  if (sessionId !== id || !hmac(key, body).equals(mac)) throw new Error('cannot decrypt');
  const decipher = createDecipheriv('aes-256-cbc', key, body.subarray(0, 16));
  return decipher.update(body.subarray(16), undefined, 'utf8') + decipher.final('utf8');
};
