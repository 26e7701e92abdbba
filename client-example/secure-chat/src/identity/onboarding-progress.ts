import * as z from 'zod';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import { authFactorShape } from './auth-factor.ts';

/** Codes of the key storage live six hours (seald.md section 9); a code older than that is not worth asking for. */
const CODE_LIFE_MS = 6 * 60 * 60 * 1000;
const PENDING = 'pending-code';
const SAVED = 'identity-saved';
const DEVICE = 'enrolment-device';
const TRIAL = 'trial';
/** A pending code, with room to spare: an e-mail address of 254 characters, and an SSKS session. */
const TRIAL_LENGTH = 1024;

const pendingCode = z.object({
  sealdId: z.string(),
  ssksSessionId: z.string(),
  mustAuthenticate: z.boolean(),
  /** Of the enrolment: the place at the key storage that the code opens. */
  attempt: z.number(),
  authFactor: authFactorShape,
  sentAt: z.number(),
  /** A try was begun whose outcome is not known. */
  isTried: z.boolean().optional(),
  /** The code is spent; `ssksSessionId` is the authenticated one it gave. */
  isProven: z.boolean().optional(),
});

export type PendingCode = z.infer<typeof pendingCode>;

const savedIdentity = z.object({ sealdId: z.string(), attempt: z.number() });
export type SavedIdentity = z.infer<typeof savedIdentity>;

/** What the set-up must remember when the app is stopped between two steps. */
export type OnboardingProgress = {
  /** The code being waited for, or null when there is none or it has run out. */
  pendingCode: () => Promise<PendingCode | null>;
  codeSent: (pending: PendingCode) => Promise<void>;
  /** The identity on this device was read back from the key storage, where that attempt keeps it. */
  identitySaved: (saved: SavedIdentity) => Promise<void>;
  savedIdentity: () => Promise<SavedIdentity | null>;
  /** A random id of this device, made by `make` at the first call and kept. */
  deviceId: (make: () => string) => Promise<string>;
  codeSpent: () => Promise<void>;
  /** Writes as much as a pending code takes and removes it. Throws what the storage throws when it is full, or refuses. */
  tryMemory: () => Promise<void>;
  /** Whose set-up this device knows of, finished or not; null when of nobody's. */
  sealdId: () => Promise<string | null>;
};

/** Keeps the progress of the set-up in the device's storage; `now` in milliseconds. */
export const onboardingProgress = (
  storage: Pick<DeviceStorage, 'get' | 'set' | 'remove'>,
  now: () => number,
): OnboardingProgress => {
  const lastCode = async () => pendingCode.safeParse(parseJson((await storage.get(PENDING)) ?? '')).data;
  const lastSaved = async () =>
    savedIdentity.safeParse(parseJson((await storage.get(SAVED)) ?? '')).data ?? null;
  return {
    pendingCode: async () => {
      const pending = await lastCode();
      return pending && now() - pending.sentAt < CODE_LIFE_MS ? pending : null;
    },
    codeSent: (pending) => storage.set(PENDING, JSON.stringify(pending)),
    identitySaved: (saved) => storage.set(SAVED, JSON.stringify(saved)),
    savedIdentity: lastSaved,
    deviceId: async (make) => {
      const known = await storage.get(DEVICE);
      if (known) return known;
      const made = make();
      await storage.set(DEVICE, made);
      return made;
    },
    codeSpent: () => storage.remove(PENDING),
    tryMemory: async () => {
      await storage.set(TRIAL, '-'.repeat(TRIAL_LENGTH));
      await storage.remove(TRIAL);
    },
    sealdId: async () => ((await lastSaved()) ?? (await lastCode()))?.sealdId ?? null,
  };
};
