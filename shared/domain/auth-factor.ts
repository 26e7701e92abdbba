import parsePhoneNumber, { type PhoneNumber } from 'libphonenumber-js/max';
import * as z from 'zod/mini';
import type { ChallengeRequest } from '../contract/challenge.ts';
import { readPhoneNumber as read } from '../contract/phone-number.ts';
import { plainEmail } from '../contract/plain-email.ts';
import { AppError } from './app-error.ts';
import type { IndexedAuthFactor } from './user.ts';

/** Where a code can be sent, in the key storage's words (seald.md section 9). Never logged, never stored as it is. */
export type AuthFactor = { type: 'SMS' | 'EM'; value: string };

/** Recognises a factor again without keeping it: `indexed` at this user only, `factorKey` whoever asks. */
export type IndexAuthFactor = (
  userId: string,
  factor: AuthFactor,
) => Promise<{ indexed: IndexedAuthFactor; factorKey: string }>;

/** Where codes may go: countries by their two letters (ISO 3166-1). */
export type AllowedCountries = 'all' | readonly string[];

const emailAddress = z.email();

/** `callingCode` is a phone number's, without `+`. */
export type ReadFactor = { factor: AuthFactor; callingCode?: string };

/**
 * Reads the factor of a challenge request: a phone number in international form with a country and a length that exist,
 * brought to E.164, or an e-mail address in lower case. Whether the number is in use, the text message shows. Numbers that cost
 * extra or belong to no country are refused everywhere: codes to them earn somebody money.
 * Throws `INVALID_REQUEST` naming the field, and `COUNTRY_NOT_ALLOWED`.
 */
export const readAuthFactor = (
  { phoneNumber, email }: ChallengeRequest,
  countries: AllowedCountries,
): ReadFactor =>
  phoneNumber === undefined ? { factor: readEmail(email) } : readPhoneNumber(phoneNumber, countries);

/** Libphonenumber's kinds of numbers that are answered by a machine, or billed to the caller or the called. */
const NOT_A_PERSONS = new Set<unknown>([
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'PERSONAL_NUMBER',
  'UAN',
  'PAGER',
  'VOICEMAIL',
]);

/** Networks leave out digits behind a whole number, so that a dear one could be hidden in a longer one. */
const MOST_SURPLUS_DIGITS = 4;

const isNotAPersons = (number: PhoneNumber): boolean => {
  const type = number.getType();
  if (type !== undefined) return NOT_A_PERSONS.has(type);
  return Array.from({ length: MOST_SURPLUS_DIGITS }, (_, index) => number.number.slice(0, -1 - index)).some(
    (shorter) => NOT_A_PERSONS.has(parsePhoneNumber(shorter, { extract: false })?.getType()),
  );
};

const readPhoneNumber = (phoneNumber: string, countries: AllowedCountries): ReadFactor => {
  // Without a country of its own the parser takes no number of home.
  const parsed = read(phoneNumber, (plain) => parsePhoneNumber(plain, { extract: false }));
  if (!parsed) throw new AppError('INVALID_REQUEST', { message: 'phoneNumber: not a number in E.164 form' });
  if (parsed.country === undefined || isNotAPersons(parsed))
    throw new AppError('INVALID_REQUEST', { message: 'phoneNumber: not a number that codes are sent to' });
  if (countries !== 'all' && !countries.includes(parsed.country)) throw new AppError('COUNTRY_NOT_ALLOWED');
  return { factor: { type: 'SMS', value: parsed.number }, callingCode: parsed.countryCallingCode };
};

const readEmail = (email: string): AuthFactor => {
  const plain = plainEmail(email);
  if (!emailAddress.safeParse(plain).success)
    throw new AppError('INVALID_REQUEST', { message: 'email: not a valid e-mail address' });
  return { type: 'EM', value: plain };
};

/** Enough of a factor for its owner to recognise it: `+32•••••56`, `a•••@example.com`. */
export const hintOf = ({ type, value }: AuthFactor): string => {
  if (type === 'SMS') return `${value.slice(0, 3)}•••••${value.slice(-2)}`;
  const at = value.lastIndexOf('@');
  return `${value.slice(0, 1)}•••${value.slice(at)}`;
};
