import * as z from 'zod';
import { authorKey } from '../../../../shared/contract/author-key.ts';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import { sigchainHash } from '../../../../shared/contract/sigchain-hash.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';

const pinShape = z.object({
  /** Head of the contact's chain when it was last found in order. */
  head: sigchainHash,
  /** The key that what they write is signed with; absent as long as none was registered. */
  authorKey: z.optional(authorKey),
  /** Keys of identities that they had before, and that this device trusted; the newest last. */
  formerAuthorKeys: z.array(authorKey).optional(),
  /** When the user compared safety numbers with them, for these keys. */
  comparedAt: z.iso.datetime().optional(),
  /** A registered hash that the user decided to take no notice of. */
  overruled: z.optional(sigchainHash),
});
export type ContactPin = z.infer<typeof pinShape>;

/** What this device trusts of each contact. */
export type ContactPins = {
  get: (userId: string) => Promise<ContactPin | null>;
  set: (userId: string, pin: ContactPin) => Promise<void>;
};

/** Keeps the pins in the device's storage. One that cannot be read counts as none. */
export const contactPins = (storage: Pick<DeviceStorage, 'get' | 'set'>): ContactPins => ({
  get: async (userId) => pinShape.safeParse(parseJson((await storage.get(keyOf(userId))) ?? '')).data ?? null,
  set: (userId, pin) => storage.set(keyOf(userId), JSON.stringify(pin)),
});

const keyOf = (userId: string) => `contact/${userId}`;
