import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
} from 'libphonenumber-js/min';

export type Country = { code: CountryCode; name: string; callingCode: string };

/** All countries a phone number can be of, by name in the reader's language. */
export const listCountries = (languages: readonly string[]): Country[] => {
  const known = languages.filter(isLanguageTag);
  const names = new Intl.DisplayNames(known, { type: 'region' });
  const byName = new Intl.Collator(known);
  return getCountries()
    .map((code) => ({ code, name: names.of(code) ?? code, callingCode: getCountryCallingCode(code) }))
    .sort((one, other) => byName.compare(one.name, other.name));
};

/** The country the reader most likely is in: the region of the first language that names one. */
export const likelyCountry = (languages: readonly string[]): CountryCode => {
  for (const language of languages.filter(isLanguageTag)) {
    const { region } = new Intl.Locale(language);
    if (region !== undefined && isSupportedCountry(region)) return region;
  }
  return 'US';
};

/** Browsers on Linux may name a language that is none to `Intl`: `en-US@posix`. */
const isLanguageTag = (language: string): boolean => {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
};
