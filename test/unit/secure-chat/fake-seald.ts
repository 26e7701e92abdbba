import { randomBytes } from 'node:crypto';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';

/** What Seald's servers would hold for one user; shared by the devices of that user. */
export type FakeSeald = {
  stored: string | null;
  accounts: number;
  /** Sessions whose code is used up. */
  spent: Set<string>;
  /** So many answers to a right code do not arrive. */
  answersLost: number;
  mustAuthenticate: boolean;
  /** The chain it shows a device does not hold that device's keys. */
  namesOtherKeys?: boolean;
  /** What a search fails with. */
  searchFails: string | null;
};

/** What {@link fakeSealdSdk} calls the last block of an identity's chain. */
export const headOf = (identity: string | null): string => `head of ${identity}`;

/** The part of the SDK the set-up uses, with one account per device and no keys; the code is always `gemdcafe`. */
export const fakeSealdSdk = (
  server: FakeSeald,
  device: { identity: string | null; isUnreadable?: boolean },
): SealdSdk => {
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
    getCurrentAccountInfo: async () => ({ userId: 'T_alice', sealdId: device.identity, deviceId: 'd' }),
    getSigchainHash: async () => ({ position: 0, hash: headOf(device.identity) }),
    utils: { getRecipients: async () => ({ recipients: [device.identity], hairlessRecipients: [] }) },
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
      Object.assign(device, { identity: null, isUnreadable: false });
    },
    initiateIdentity: async () => {
      if (device.identity) throw new Error('Already registered');
      server.accounts += 1;
      device.identity = `account-${server.accounts}`;
    },
    importIdentity: async (data: Buffer) => {
      if (device.identity) throw new Error('Already registered');
      device.identity = data.toString();
    },
    ssks2MR: {
      keyStore: {
        challengeValidate: async ({ challenge, sessionId }: { challenge: string; sessionId: string }) => {
          if (challenge !== 'gemdcafe' || server.spent.has(sessionId)) throw new Error('Invalid challenge');
          server.spent.add(sessionId);
          if (server.answersLost-- > 0) throw new Error('socket hang up');
          return { newSessionId: 'proven' };
        },
        search: async () => {
          if (server.searchFails) throw new Error(server.searchFails);
          if (!server.stored) throw new Error('Could not find this identity');
          return { data: Buffer.from(server.stored), authenticated: true };
        },
      },
      saveIdentity: async ({ sessionId }: { sessionId: string }) => {
        if (sessionId !== 'proven' && server.mustAuthenticate) throw new Error('SSKS push failed: 403');
        server.stored = device.identity;
      },
    },
  };
  return sdk as unknown as SealdSdk; // the rest of the SDK's interface is not reached by the set-up
};
