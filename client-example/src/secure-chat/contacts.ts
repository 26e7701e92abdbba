export type ContactFinding = { userId: string; kind: 'grown' | 'replaced' | 'mismatch' };

/** What this device knows of its contacts' signature chains. Ids are chat user ids. */
export type Contacts = {
  /** Looks at each chain anew and compares with pin and registered hash; pins what is seen first. Only what is remarkable comes back. */
  check(userIds: readonly string[]): Promise<ContactFinding[]>;
  /** Takes the chain as it is now for the contact's. */
  accept(userId: string): Promise<void>;
  safetyNumber(userId: string): Promise<SafetyNumber>;
};

/** 60 digits, as 12 groups of 5, and what a QR code of them holds. */
export type SafetyNumber = { digits: string; groups: readonly string[]; qrText: string };
