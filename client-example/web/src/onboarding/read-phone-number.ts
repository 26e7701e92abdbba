import { plainPhoneNumber, readPhoneNumber as read } from '@sealed-stream/secure-chat';
import parsePhoneNumber, {
  type CountryCode,
  type PhoneNumber,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';

/**
 * A number as typed, national or with `+` and a country, when it has a length that exists there; else undefined.
 * The same rule as the backend's.
 */
export const readPhoneNumber = (text: string, country: CountryCode): PhoneNumber | undefined =>
  read(text, (plain) => parsePhoneNumber(plain, { defaultCountry: country, extract: false }));

/** The country that a number beginning with `+` or `00` names, once that is clear. */
export const countryOf = (text: string): CountryCode | undefined => {
  const parse = (number: string) => parsePhoneNumber(number, { extract: false });
  return (read(text, parse) ?? parse(plainPhoneNumber(text)))?.country;
};

/** Whether digits are missing or too many, for a number of that country; undefined when it is something else that makes it none. */
export const wrongLength = (text: string, country: CountryCode): 'short' | 'long' | undefined => {
  const found = validatePhoneNumberLength(plainPhoneNumber(text), country);
  if (found === 'TOO_LONG') return 'long';
  return found === 'TOO_SHORT' || found === 'INVALID_LENGTH' ? 'short' : undefined;
};
