import { generateKeyPair, type JsonWebKey, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { AdapterPayload } from 'oidc-provider';
import { openSnapshot, type Snapshot } from '../platform/snapshot.ts';

export type User = { userId: string; name: string };

/** What oidc-provider stores: sessions, grants, codes, refresh tokens. `expiresAt` in milliseconds of the epoch. */
export type IdentityRecord = { payload: AdapterPayload; expiresAt: number };

export type IdentityState = {
  /** RSA private keys, as JWK; the first one signs. */
  keys: JsonWebKey[];
  cookieKey: string;
  /** By name in one spelling (see `users.ts`). */
  users: Map<string, User>;
  /** By `<model>:<id>`. */
  records: Map<string, IdentityRecord>;
};

/** Opens the identity provider's state; the first time it makes a signing key. */
export const openIdentityState = async (file: string | undefined): Promise<Snapshot<IdentityState>> => {
  const snapshot = openSnapshot<IdentityState>(file, () => ({
    keys: [],
    cookieKey: randomBytes(32).toString('base64url'),
    users: new Map(),
    records: new Map(),
  }));
  if (snapshot.state.keys.length === 0) {
    snapshot.state.keys.push(await makeSigningKey());
    snapshot.changed();
    snapshot.flush();
  }
  return snapshot;
};

const makeSigningKey = async (): Promise<JsonWebKey> => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
};
