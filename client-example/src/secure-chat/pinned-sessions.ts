import type { DeviceStorage } from './device-storage.ts';
import type { SecurityNotice } from './errors.ts';

/** The encryption session this device has seen first in each channel. */
export type PinnedSessions = {
  get: (cid: string) => Promise<string | null>;
  pin: (cid: string, encryptionSessionId: string) => Promise<void>;
};

export const pinnedSessions = (storage: Pick<DeviceStorage, 'get' | 'set'>): PinnedSessions => ({
  get: (cid) => storage.get(`encryption-session/${cid}`),
  pin: (cid, encryptionSessionId) => storage.set(`encryption-session/${cid}`, encryptionSessionId),
});

/** Compares the pinned session with the one the channel's data names; null when nothing is wrong. */
export const noticeOf = (
  cid: string,
  pinned: string,
  announced: string | undefined,
): SecurityNotice | null => {
  if (announced === pinned) return null;
  return { kind: 'session-id-swapped', cid, trusted: pinned, named: announced ?? null };
};
