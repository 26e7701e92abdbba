import { randomBytes, randomUUID } from 'node:crypto';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { encryptedText } from '../../support/encrypted-text.ts';

/** What Seald's servers would hold for one user; shared by the devices of that user. */
export type FakeSeald = {
  /** The stored identity by attempt to enrol: each has a place of its own. */
  stored: Map<number, string>;
  /** How many identities were made. */
  accounts: number;
  /** Whose the user id is. */
  bound: string | null;
  /** What becomes of a user id that is given to a second account: nobody knows what the real server does. */
  secondAccount: 'gets-it' | 'is-refused';
  /** Sessions whose code is used up. */
  spent: Set<string>;
  /** So many answers to a right code do not arrive. */
  answersLost: number;
  mustAuthenticate: boolean;
  /** What is stored was stored after a code was proved. */
  isAuthenticated: boolean;
  /** The chain it shows a device does not hold that device's keys. */
  namesOtherKeys?: boolean;
  /** What a search fails with. */
  searchFails: string | null;
  /** By encryption session. */
  sessions: Map<string, { reader: string; texts: Map<string, string> }>;
};

export const newFakeSeald = (differing: Partial<FakeSeald> = {}): FakeSeald => ({
  stored: new Map(),
  accounts: 0,
  bound: null,
  secondAccount: 'gets-it',
  spent: new Set(),
  answersLost: 0,
  mustAuthenticate: true,
  isAuthenticated: true,
  searchFails: null,
  sessions: new Map(),
  ...differing,
});

/** What a device's database keeps. `userId`: as far as the device itself knows. */
export type FakeDevice = {
  identity: string | null;
  userId?: string | undefined;
  isUnreadable?: boolean;
  /** What its identities are called; `account` unless told. */
  name?: string;
  made?: number;
};

/** The same whatever keys it has by now. */
const accountIn = ({ identity }: FakeDevice): string => String(identity).replaceAll(' renewed', '');

/** What {@link fakeSealdSdk} calls the last block of an identity's chain. */
export const headOf = (identity: string | null): string => `head of ${identity}`;

/** A code that was sent to this user at their first attempt, and proved. */
export const provenCode = (sealdId: string) => ({
  sealdId,
  ssksSessionId: sessionOf(1, 'proven'),
  mustAuthenticate: true,
  attempt: 1,
  authFactor: { phoneNumber: '+32470123456' },
  sentAt: 0,
});

/** The id of a session whose code, or whose proved code, opens the place of an attempt. */
export const sessionOf = (attempt: number, name: string): string => `${name}@${attempt}`;
const attemptOf = (sessionId: string): number => Number(sessionId.split('@')[1]);

/** The part of the SDK the set-up uses, with one account per device and no keys; the code is always `gemdcafe`. */
export const fakeSealdSdk = (server: FakeSeald, device: FakeDevice, userId = 'T_alice'): SealdSdk => {
  const bind = () => {
    const isTaken = server.bound !== null && server.bound !== device.identity;
    if (isTaken && server.secondAccount === 'is-refused') throw new Error('NONCE_EXISTS');
    server.bound = device.identity;
    device.userId = userId;
  };
  const sdk = {
    appId: 'app',
    sscrypto: { utils: { randomBytes } },
    numberPreGeneratedIdentityKeys: 0,
    preGenerateIdentityKeys: () => {},
    initialize: async () => {
      if (device.isUnreadable) throw new Error('Wrong database key');
    },
    close: async () => {},
    registrationStatus: async () => (device.identity ? 'registered' : 'no-account'),
    getCurrentAccountInfo: async () => ({ userId: device.userId, sealdId: device.identity, deviceId: 'd' }),
    updateContacts: async () => {},
    getSigchainHash: async () => ({ position: 0, hash: headOf(device.identity) }),
    utils: {
      getRecipients: async ({ sealdIds }: { sealdIds?: string[] }) => {
        const account = sealdIds ? device.identity : server.bound;
        return account === null
          ? { recipients: [], hairlessRecipients: [{ type: 'AP', value: `${userId}@app` }] }
          : { recipients: [account], hairlessRecipients: [] };
      },
    },
    goatee: {
      dependencies: {
        searchLocally: async () => [
          {
            sigchain: [{ hash: headOf(device.identity) }],
            checkIntegrity: () => {
              if (server.namesOtherKeys) throw new Error('mismatch for encryptionKey hash');
            },
          },
        ],
      },
    },
    dropDatabase: async () => {
      Object.assign(device, { identity: null, isUnreadable: false, userId: undefined });
    },
    initiateIdentity: async (key: { userLicenseToken?: string }) => {
      if (device.identity) throw new Error('Already registered');
      server.accounts += 1;
      device.made = (device.made ?? 0) + 1;
      device.identity = device.name ? `${device.name}-${device.made}` : `account-${server.accounts}`;
      if (key.userLicenseToken !== undefined) bind();
    },
    pushJwt: async () => bind(),
    exportIdentity: async () => {
      if (!device.identity) throw new Error('Not registered');
      return Buffer.from(device.identity);
    },
    importIdentity: async (data: Buffer) => {
      if (device.identity) throw new Error('Already registered');
      device.identity = data.toString();
      device.userId = server.bound === device.identity ? userId : undefined;
    },
    createEncryptionSession: async () => {
      const sessionId = randomUUID();
      server.sessions.set(sessionId, { reader: accountIn(device), texts: new Map() });
      return sdk.retrieveEncryptionSession({ sessionId });
    },
    retrieveEncryptionSession: async ({ sessionId }: { sessionId: string }) => {
      const session = server.sessions.get(sessionId);
      if (session?.reader !== accountIn(device))
        throw Object.assign(new Error('no'), { code: 'NO_TOKEN_FOR_YOU' });
      return {
        sessionId,
        encryptMessage: async (text: string) => {
          const encrypted = encryptedText(sessionId);
          session.texts.set(encrypted, text);
          return encrypted;
        },
        decryptMessage: async (encrypted: string) => {
          const text = session.texts.get(encrypted);
          if (text === undefined) throw new Error('cannot decrypt');
          return text;
        },
      };
    },
    renewKey: async () => {
      device.identity = `${device.identity} renewed`;
    },
    ssks2MR: {
      keyStore: {
        challengeValidate: async ({ challenge, sessionId }: { challenge: string; sessionId: string }) => {
          if (challenge !== 'gemdcafe' || server.spent.has(sessionId)) throw new Error('Invalid challenge');
          server.spent.add(sessionId);
          if (server.answersLost-- > 0) throw new Error('socket hang up');
          return { newSessionId: sessionOf(attemptOf(sessionId), 'proven') };
        },
        search: async ({ sessionId }: { sessionId: string }) => {
          if (server.searchFails) throw new Error(server.searchFails);
          const stored = server.stored.get(attemptOf(sessionId));
          if (!stored) throw new Error('Could not find this identity');
          return { data: Buffer.from(stored), authenticated: server.isAuthenticated };
        },
      },
      saveIdentity: async ({ sessionId }: { sessionId: string }) => {
        if (!sessionId.startsWith('proven') && server.mustAuthenticate)
          throw new Error('SSKS push failed: 403');
        server.stored.set(attemptOf(sessionId), String(device.identity));
        server.isAuthenticated = sessionId.startsWith('proven');
      },
    },
  };
  return sdk as unknown as SealdSdk; // the rest of the SDK's interface is not reached by the set-up
};
