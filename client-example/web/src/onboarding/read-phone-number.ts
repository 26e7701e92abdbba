import { plainPhoneNumber, readPhoneNumber as read } from '@sealed-stream/secure-chat';
import parsePhoneNumber, { type CountryCode, type PhoneNumber } from 'libphonenumber-js/min';

/**
 * A number as typed, national or with `+` and a country, when it has a length that exists there; else undefined.
 * The same rule as the backend's.
 */
export const readPhoneNumber = (text: string, country: CountryCode): PhoneNumber | undefined =>
  read(text, (plain) => parsePhoneNumber(plain, { defaultCountry: country, extract: false }));

/** The country that a number beginning with `+` names, once that is clear. */
export const countryOf = (text: string): CountryCode | undefined => {
  const plain = plainPhoneNumber(text);
  if (!plain.startsWith('+')) return undefined;
  const parse = (number: string) => parsePhoneNumber(number, { extract: false });
  return (read(plain, parse) ?? parse(plain))?.country;
};
