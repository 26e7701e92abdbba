import parsePhoneNumber from 'libphonenumber-js/min';
import * as z from 'zod';
import type { ChallengeRequest } from '../contract/challenge.ts';
import { AppError } from './app-error.ts';
import type { IndexedAuthFactor } from './user.ts';

/** Where a code can be sent, in the key storage's words (seald.md section 9). Never logged, never stored as it is. */
export type AuthFactor = { type: 'SMS' | 'EM'; value: string };

/** Recognises a factor again without keeping it. */
export type IndexAuthFactor = (factor: AuthFactor) => Promise<IndexedAuthFactor>;

const emailAddress = z.email();

/**
 * Reads the factor of a challenge request: a phone number in international form with a country and a length that exist,
 * brought to E.164, or an e-mail address in lower case. Whether the number is in use, the text message shows.
 * Throws `INVALID_REQUEST` naming the field.
 */
export const readAuthFactor = ({ phoneNumber, email }: ChallengeRequest): AuthFactor =>
  phoneNumber === undefined ? readEmail(email) : readPhoneNumber(phoneNumber);

const readPhoneNumber = (phoneNumber: string): AuthFactor => {
  const parsed = phoneNumber.startsWith('+') ? parsePhoneNumber(phoneNumber, { extract: false }) : undefined;
  if (!parsed?.isPossible())
    throw new AppError('INVALID_REQUEST', { message: 'phoneNumber: not a number in E.164 form' });
  return { type: 'SMS', value: parsed.number };
};

const readEmail = (email: string): AuthFactor => {
  if (!emailAddress.safeParse(email).success)
    throw new AppError('INVALID_REQUEST', { message: 'email: not a valid e-mail address' });
  return { type: 'EM', value: email.toLowerCase() };
};

/** Enough of a factor for its owner to recognise it: `+32•••••56`, `a•••@example.com`. */
export const hintOf = ({ type, value }: AuthFactor): string => {
  if (type === 'SMS') return `${value.slice(0, 3)}•••••${value.slice(-2)}`;
  const at = value.lastIndexOf('@');
  return `${value.slice(0, 1)}•••${value.slice(at)}`;
};
