import * as z from 'zod';
import type { ApiSessions } from './api-sessions.ts';
import type { ApiState } from './api-state.ts';
import { Fault, type FaultSwitch } from './faults.ts';
import { PublicKey } from './new-account.ts';
import { Uuid } from './wire-formats.ts';

/** Hostile mode: `user/search` answers this encryption key (base64 SPKI) for a user's devices. `user` is the sealdId (UUID). */
const SwappedKey = z.strictObject({ user: Uuid, encryptionPublicKey: PublicKey });
export type SwappedKey = z.infer<typeof SwappedKey>;

const Settings = z.strictObject({
  faults: z.array(Fault).default([]),
  swappedKeys: z.array(SwappedKey).default([]),
  /** Act: every account, device, session and group is gone. */
  forgetUsers: z.boolean().default(false),
  /** Act: every client gets `NOT_AUTHENTICATED` on its next call. */
  forgetSessions: z.boolean().default(false),
});

export type ApiFaults = FaultSwitch & { standing: () => Fault[]; swappedKeys: () => readonly SwappedKey[] };

export const openApiFaults = (state: ApiState, changed: () => void, sessions: ApiSessions): ApiFaults => {
  const settings: { faults: Fault[]; swappedKeys: SwappedKey[] } = { faults: [], swappedKeys: [] };
  const replace = (faults: Fault[], swappedKeys: SwappedKey[]) =>
    Object.assign(settings, { faults, swappedKeys });
  return {
    put: (input) => {
      const { faults, swappedKeys, forgetUsers, forgetSessions } = Settings.parse(input);
      replace(faults, swappedKeys);
      if (forgetUsers) for (const part of Object.values(state)) part.clear();
      if (forgetUsers) changed();
      if (forgetSessions) sessions.forgetAll();
    },
    get: () => settings,
    reset: () => replace([], []),
    standing: () => settings.faults,
    swappedKeys: () => settings.swappedKeys,
  };
};
