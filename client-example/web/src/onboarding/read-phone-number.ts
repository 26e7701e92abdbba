import parsePhoneNumber, { type CountryCode, type PhoneNumber } from 'libphonenumber-js/min';

/**
 * A number as typed, national or with `+` and a country, when it has a length that exists there; else undefined.
 * The same rule as the backend's.
 */
export const readPhoneNumber = (text: string, country: CountryCode): PhoneNumber | undefined => {
  const number = parsePhoneNumber(text, { defaultCountry: country, extract: false });
  return number?.isPossible() ? number : undefined;
};

/** The country that a number beginning with `+` names, once that is clear. */
export const countryOf = (text: string): CountryCode | undefined =>
  text.trim().startsWith('+') ? parsePhoneNumber(text, { extract: false })?.country : undefined;
