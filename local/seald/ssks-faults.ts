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
});

const toFault = (fault: Fault | z.infer<typeof SmsQuota>): Fault =>
  fault.kind === 'sms-quota'
    ? { kind: 'status', status: 406, code: 'SMSQuotaFailed', path: CHALLENGE_SEND_PATH, times: fault.times }
    : fault;

export type SsksFaults = FaultSwitch & { standing: () => Fault[] };

export const openSsksFaults = (state: SsksState, changed: () => void, now: () => Date): SsksFaults => {
  let standing: Fault[] = [];
  return {
    put: (input) => {
      const { faults, expireCodes } = Settings.parse(input);
      standing = faults.map(toFault);
      if (!expireCodes) return;
      for (const { code } of state.sessions.values()) if (code) code.expires = now();
      changed();
    },
    get: () => ({ faults: standing }),
    reset: () => {
      standing = [];
    },
    standing: () => standing,
  };
};
