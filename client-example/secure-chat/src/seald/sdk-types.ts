/*
 * The part of the vendor's SDK that the core uses, in types of our own: the vendor's need those of Node, the DOM and a dozen packages, and
 * `moduleResolution: bundler` finds none for `@seald-io/sdk` 0.25.0. `seald-sdk.ts` hands over the real one, so the compiler compares the two.
 */

/** Users at Seald: by the ids the backend gives (`userIds`), or by the SDK's own. */
export type Recipients = { userIds?: string[]; sealdIds?: string[] };

/** What a set of people encrypts with. */
export type EncryptionSession = {
  sessionId: string;
  encryptMessage(clearText: string): Promise<string>;
  decryptMessage(encryptedText: string): Promise<string>;
  /**
   * A web stream of bytes, or bytes of `sealdBytes`; answers the same kind. The vendor's own types for these are Node's and the DOM's, so
   * the compiler is told nothing: only `file-encryption.ts` calls these two.
   */
  encryptFile(clearFile: never, filename: string, options: { fileSize: number }): Promise<unknown>;
  decryptFile(encryptedFile: never): Promise<{ data: unknown }>;
  /** By device. */
  addRecipients(recipients: Recipients): Promise<{ addedRecipients: Record<string, { status: number }> }>;
  revokeRecipients(recipients: Recipients): Promise<unknown>;
  revoke(): Promise<unknown>;
};

/** Where a code was sent, in the key storage's own words. */
export type SsksAuthFactor = { type: 'SMS' | 'EM'; value: string };

export type StoredIdentity = {
  data: Uint8Array;
  /** False when it was stored without a code: its keys must then be renewed (seald.md section 9). */
  authenticated: boolean;
};

/** The two-man-rule plug-in. */
export type SsksPlugin = {
  keyStore: {
    challengeValidate(proof: {
      sessionId: string;
      challenge: string;
      authFactor: SsksAuthFactor;
    }): Promise<{ newSessionId: string }>;
    search(access: {
      appId: string;
      userId: string;
      sessionId: string;
      rawTwoManRuleKey: string;
    }): Promise<StoredIdentity>;
  };
  saveIdentity(access: {
    userId: string;
    sessionId: string;
    authFactor: SsksAuthFactor;
    rawTwoManRuleKey: string;
  }): Promise<void>;
};

/** The RSA keys of an identity to come, while and after they are made. */
export type PreGeneratedIdentityKey = {
  privateEncryptingKeyPromise: Promise<string>;
  privateSigningKeyPromise: Promise<string>;
  rand: string;
  ready: boolean;
};

/** The SDK with the two-man-rule plug-in in it. */
export type SealdSdk = {
  appId: string;
  /** "For advanced use", and untyped, as the vendor says. */
  goatee: unknown;
  /** What it makes keys with, as its users may call it too. */
  sscrypto: { utils: { randomBytes(length: number): Uint8Array } };
  numberPreGeneratedIdentityKeys: number;
  preGenerateIdentityKeys(count?: number): void;
  pullPreGeneratedIdentityKeyFromPool(): PreGeneratedIdentityKey | null;
  pushPreGeneratedIdentityKeyToPool(key: PreGeneratedIdentityKey): void;
  initialize(): Promise<void>;
  registrationStatus(): Promise<'no-account' | 'no-team' | 'registered'>;
  initiateIdentity(
    identity: { signupJWT: string } | { userId: string; userLicenseToken: string },
  ): Promise<unknown>;
  importIdentity(identity: Uint8Array): Promise<unknown>;
  /** The same bytes each time, until the keys are renewed. */
  exportIdentity(): Promise<Uint8Array>;
  /** Gives the identity what the JWT allows, a user id among it. */
  pushJwt(jwt: string): Promise<unknown>;
  renewKey(): Promise<void>;
  getCurrentAccountInfo(): Promise<{ userId: string; sealdId: string; deviceId: string }>;
  getSigchainHash(
    of?: Recipients,
    options?: { position?: number },
  ): Promise<{ position: number; hash: string }>;
  createEncryptionSession(recipients: Recipients): Promise<EncryptionSession>;
  retrieveEncryptionSession(session: { sessionId: string }): Promise<EncryptionSession>;
  /** In the order asked for, each id once; refused when one of them is not for this identity. */
  retrieveMultipleEncryptionSessions(sessions: { sessionId: string }[]): Promise<EncryptionSession[]>;
  /** Asks for the chains of all of them, ten in a call, and fetches those that have changed, and who is not known yet. */
  updateContacts(recipients: Recipients): Promise<void>;
  utils: {
    /** `recipients`: each account once, in the order they were asked for. `hairlessRecipients`: who has none, as `<userId>@<appId>`. */
    getRecipients(
      recipients: Recipients,
      options?: { allowUnregisteredUsers?: boolean },
    ): Promise<{ recipients: string[]; hairlessRecipients: { value: string }[] }>;
  };
  dropDatabase(): Promise<void>;
  ssks2MR: SsksPlugin;
  close(): Promise<void>;
};
