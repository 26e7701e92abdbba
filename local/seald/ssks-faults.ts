import * as z from 'zod';
import { Fault, type FaultSwitch } from './faults.ts';
import { CHALLENGE_SEND_PATH } from './ssks-back.ts';
import type { SsksState } from './ssks-state.ts';

/** 406 `SMSQuotaFailed` on challenge_send. */
const SmsQuota = z.strictObject({ kind: z.literal('sms-quota'), times: z.int().positive().optional() });

const Settings = z.strictObject({
  faults: z.array(z.union([Fault, SmsQuota])).default([]),
  /** Act: every code that was sent stops working now. */
  expireCodes: z.boolean().default(false),
  /** The other answer to what nobody could check: each code ends the user's other sessions that wait for one. */
  oneSessionPerUser: z.boolean().default(false),
});

const toFault = (fault: Fault | z.infer<typeof SmsQuota>): Fault =>
  fault.kind === 'sms-quota'
    ? { kind: 'status', status: 406, code: 'SMSQuotaFailed', path: CHALLENGE_SEND_PATH, times: fault.times }
    : fault;

export type SsksFaults = FaultSwitch & { standing: () => Fault[]; oneSessionPerUser: () => boolean };

export const openSsksFaults = (state: SsksState, changed: () => void, now: () => Date): SsksFaults => {
  let standing: Fault[] = [];
  let oneSessionPerUser = false;
  return {
    put: (input) => {
      const { expireCodes, ...settings } = Settings.parse(input);
      standing = settings.faults.map(toFault);
      oneSessionPerUser = settings.oneSessionPerUser;
      if (!expireCodes) return;
      for (const { code } of state.sessions.values()) if (code) code.expires = now();
      changed();
    },
    get: () => ({ faults: standing, oneSessionPerUser }),
    reset: () => {
      standing = [];
      oneSessionPerUser = false;
    },
    standing: () => standing,
    oneSessionPerUser: () => oneSessionPerUser,
  };
};
