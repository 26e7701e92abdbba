import { describe, expect, it } from '@jest/globals';
import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import { readPhoneNumber } from '../../../client-example/web/src/onboarding/read-phone-number.ts';
import { inCurrentForm } from '../../../shared/contract/old-phone-forms.ts';
import { readPhoneNumber as read } from '../../../shared/contract/phone-number.ts';
import { COUNTRIES, numbersOf, randomFrom } from './numbers-of-a-country.ts';

/** Numbers of Gabon of before 2019 have a 0 or one digit less; libphonenumber still calls them valid. */
const isOldInGabon = (number: string) => /^\+241(?:0\d{7}|\d{7})$/.test(number);

const validOf = (country: string, each: number) =>
  numbersOf(country, each, randomFrom(each)).flatMap((number) => {
    const parsed = parsePhoneNumber(number, { extract: false });
    return parsed?.isValid() && parsed.number === number && !isOldInGabon(number) ? parsed : [];
  });

const atBackend = (text: string) =>
  read(text, (plain) => parsePhoneNumber(plain, { extract: false }))?.number;
const atScreen = (text: string, country: string) => readPhoneNumber(text, country as CountryCode)?.number;

describe('a number that is valid today', () => {
  it.each(COUNTRIES)('of %s and of any type stays what it is, however it is written', (country) => {
    const valid = validOf(country, 4);
    expect(valid.length).toBeGreaterThan(0);
    for (const parsed of valid) {
      const { number } = parsed;
      const elsewhere = country === 'IT' ? 'US' : 'IT';
      const written = {
        plain: atBackend(number),
        international: atBackend(parsed.formatInternational()),
        link: atBackend(parsed.format('RFC3966')),
        dialled: atBackend(`00${number.slice(1)}`),
        shown: atScreen(parsed.formatInternational(), country),
        shownElsewhere: atScreen(parsed.formatInternational(), elsewhere),
        dialledElsewhere: atScreen(`00 ${parsed.formatInternational().slice(1)}`, elsewhere),
        dialledAtHome: atScreen(`00${number.slice(1)}`, country),
        // Free numbers that begin with 00 look like one that is dialled abroad; no code goes there.
        ...(parsed.country === country &&
          parsed.getType() !== 'TOLL_FREE' && { national: atScreen(parsed.formatNational(), country) }),
      };
      expect(Object.entries(written).filter(([, found]) => found !== number)).toEqual([]);
    }
  });

  it.each(['MX', 'AR', 'BR', 'CI', 'BJ', 'VN', 'CM', 'GA', 'EG', 'DZ', 'EC', 'CL'])(
    'is taken for no old form of %s',
    (country) => {
      const changed = validOf(country, 80).filter(({ number }) => inCurrentForm(number) !== number);
      expect(changed.map(({ number }) => number)).toEqual([]);
    },
  );
});
