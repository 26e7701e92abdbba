import type { Block } from './sigchain-block.ts';

/** `A` valid, `U` pending, `R` revoked. */
export type DeviceState = 'A' | 'U' | 'R';

export type Device = {
  id: string;
  accountId: string;
  state: DeviceState;
  name: string;
  created: Date;
  updated: Date;
  /** Base64 of the SPKI DER, as is `signingPubKey`. */
  encryptionPubKey: string;
  signingPubKey: string;
};

/** A user or a group: both own devices and a sigchain. */
export type Account = {
  id: string;
  displayName: string;
  isGroup: boolean;
  /** True once a signup JWT or a licence token let the account into the app's team. */
  inTeam: boolean;
  chain: Block[];
  followed: Set<string>;
};

/** `VO` valid, `RM` removed (another account took the value over). */
export type Connector = {
  id: string;
  accountId: string;
  type: 'AP';
  value: string;
  state: 'VO' | 'RM';
  created: Date;
  updated: Date;
};

export type StoredToken = { token: string; createdForKeyHash: string };

export type EncryptionSession = {
  id: string;
  ownerId: string;
  recipients: Map<string, { addedBy: string; revoked: boolean }>;
  /** By device id. */
  tokens: Map<string, StoredToken>;
  metaData: string | undefined;
  /** `YYYY-MM-DD`: from this day on nobody gets a token. */
  selfDestructDate: string | undefined;
  managingGroupId: string | undefined;
};

/** One generation of a group's private keys, encrypted with a key that is itself an encryption session. */
export type GroupDeviceKey = {
  created: Date;
  generatedBy: string;
  encryptionSessionId: string;
  encryptedEncryptionPrivkey: string;
  encryptedSigningPrivkey: string;
};

export type Group = {
  id: string;
  deviceId: string;
  created: Date;
  initialized: boolean;
  members: Map<string, { isAdmin: boolean }>;
  /** Oldest first. */
  deviceKeys: GroupDeviceKey[];
};

/** Everything the API server remembers across a restart. */
export type ApiState = {
  accounts: Map<string, Account>;
  devices: Map<string, Device>;
  connectors: Map<string, Connector>;
  encryptionSessions: Map<string, EncryptionSession>;
  groups: Map<string, Group>;
  usedJwtIds: Set<string>;
  usedNonces: Set<string>;
};

export const emptyApiState = (): ApiState => ({
  accounts: new Map(),
  devices: new Map(),
  connectors: new Map(),
  encryptionSessions: new Map(),
  groups: new Map(),
  usedJwtIds: new Set(),
  usedNonces: new Set(),
});
