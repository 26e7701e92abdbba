import parsePhoneNumber from 'libphonenumber-js/min';
import * as z from 'zod';
import { plainPhoneNumber, readPhoneNumber } from '../../../../shared/contract/phone-number.ts';
import { plainEmail } from '../../../../shared/contract/plain-email.ts';
import type { SsksAuthFactor } from '../seald/sdk-types.ts';

/** Where the code goes: a phone number in international form or an e-mail address. */
export const authFactorShape = z.union([
  z.object({ phoneNumber: z.string() }),
  z.object({ email: z.string() }),
]);
export type AuthFactor = z.infer<typeof authFactorShape>;

/**
 * Brings a factor to the one form the backend uses: E.164, or lower case. The key storage compares factors as written, so
 * a code sent to one spelling cannot be proved with another. What cannot be read is left for the backend to refuse.
 */
export const tidyAuthFactor = (authFactor: AuthFactor): AuthFactor =>
  'email' in authFactor
    ? { email: plainEmail(authFactor.email) }
    : { phoneNumber: tidyPhoneNumber(authFactor.phoneNumber) };

const tidyPhoneNumber = (phoneNumber: string): string =>
  readPhoneNumber(phoneNumber, (plain) => parsePhoneNumber(plain, { extract: false }))?.number ??
  plainPhoneNumber(phoneNumber);

/** The factor in the key storage's words. */
export const ssksAuthFactor = (authFactor: AuthFactor): SsksAuthFactor =>
  'email' in authFactor
    ? { type: 'EM', value: authFactor.email }
    : { type: 'SMS', value: authFactor.phoneNumber };
