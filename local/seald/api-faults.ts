import * as z from 'zod';
import type { ApiSessions } from './api-sessions.ts';
import type { ApiState } from './api-state.ts';
import { Fault, type FaultSwitch } from './faults.ts';
import { PublicKey, Uuid } from './wire-formats.ts';

/**
 * Hostile mode: `user/search` answers this encryption key (base64 SPKI) for a user's devices. `user` is the sealdId (UUID).
 * `saysChanged`: `check_users` answers a hash that is not theirs, so that clients who know them fetch the keys anew.
 */
const SwappedKey = z.strictObject({
  user: Uuid,
  encryptionPublicKey: PublicKey,
  saysChanged: z.boolean().optional(),
});
export type SwappedKey = z.infer<typeof SwappedKey>;

/** Hostile mode: everybody but `user` gets devices and sigchain of the account `by` for those of the account `user`. */
const ReplacedIdentity = z.strictObject({ user: Uuid, by: Uuid });
export type ReplacedIdentity = z.infer<typeof ReplacedIdentity>;

/** Hostile mode: `trustedconnector/verify` and `user/search` say that this user id, without `@<appId>`, is of this account. */
const AnsweringAccount = z.strictObject({ userId: z.string().min(1), account: Uuid });
export type AnsweringAccount = z.infer<typeof AnsweringAccount>;

const Standing = z.strictObject({
  faults: z.array(Fault).default([]),
  swappedKeys: z.array(SwappedKey).default([]),
  replacedIdentities: z.array(ReplacedIdentity).default([]),
  answeringAccounts: z.array(AnsweringAccount).default([]),
  /**
   * The other answer to what nobody could check: a session is refused whose first keys do not hold its maker's own, and so are further keys by a maker
   * without one.
   */
  refuseWithoutOwnKey: z.boolean().default(false),
  /** The other answer to what nobody could check: a user id that has an account is refused to any other, 406 `CONNECTOR_EXISTS`. */
  refuseSecondAccount: z.boolean().default(false),
});
type Standing = z.infer<typeof Standing>;

const Settings = Standing.extend({
  /** Act: every account, device, session and group is gone. */
  forgetUsers: z.boolean().default(false),
  /** Act: every client gets `NOT_AUTHENTICATED` on its next call. */
  forgetSessions: z.boolean().default(false),
});

/** What a hostile server answers instead of the truth (seald.md section 5). */
export type Lies = Readonly<Omit<Standing, 'faults'>>;

export type ApiFaults = FaultSwitch & { standing: () => Fault[]; lies: () => Lies };

export const openApiFaults = (state: ApiState, changed: () => void, sessions: ApiSessions): ApiFaults => {
  let settings = Standing.parse({});
  return {
    put: (input) => {
      const { forgetUsers, forgetSessions, ...standing } = Settings.parse(input);
      settings = standing;
      if (forgetUsers) for (const part of Object.values(state)) part.clear();
      if (forgetUsers) changed();
      if (forgetSessions) sessions.forgetAll();
    },
    get: () => settings,
    reset: () => {
      settings = Standing.parse({});
    },
    standing: () => settings.faults,
    lies: () => settings,
  };
};
