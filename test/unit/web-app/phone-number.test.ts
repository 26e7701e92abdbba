import { describe, expect, it } from '@jest/globals';
import { likelyCountry, listCountries } from '../../../client-example/web/src/onboarding/countries.ts';
import {
  countryOf,
  readPhoneNumber,
  wrongLength,
} from '../../../client-example/web/src/onboarding/read-phone-number.ts';

describe('a phone number as typed', () => {
  it.each([
    ['0470 12 34 56', '+32470123456'],
    ['470123456', '+32470123456'],
    ['+31 6 12345678', '+31612345678'],
    ['0032 470 12 34 56', '+32470123456'],
  ])('%j in Belgium is %s', (text, number) => {
    expect(readPhoneNumber(text, 'BE')?.number).toBe(number);
  });

  it.each([
    ['00 61 2 1234 5678', 'AU', '+61212345678'], // dialled as 0011 there
    ['00 32 470 12 34 56', 'AU', '+32470123456'],
    ['00 55 32 98765 4321', 'BR', '+5532987654321'], // 0055 is also a network's own way abroad
    ['00 57 321 1234567', 'CO', '+573211234567'],
    ['00 32 470 12 34 56', 'JP', '+32470123456'],
    ['00 65 8123 4567', 'SG', '+6581234567'],
    ['001 32 470 12 34 56', 'SG', '+32470123456'],
    ['00 437 0645', 'TJ', '+992004370645'], // a mobile number at home
  ])('%j in %s is %s', (text, country, number) => {
    expect(readPhoneNumber(text, country as never)?.number).toBe(number);
  });

  it.each(['', '12', 'hello', 'call 0470123456 now', '+99912345678'])('%j is none', (text) => {
    expect(readPhoneNumber(text, 'BE')).toBeUndefined();
  });

  it.each([
    ['+225 20 21 22 23', 'short'], // Ivory Coast, of before 2021: what was added depends on the network
    ['+228 901 2345', 'short'], // Togo, of before 2010
    ['20 21 22 23', 'short', 'CI'],
    ['+52 1 55 1234 56789', 'long'],
    ['+32 470 12 34 567', 'long'],
    ['hello', undefined],
    ['+32 470 12 34 56', undefined],
  ])('%j is told what is wrong with it: %s', (text, wrong, country = 'BE') => {
    expect(wrongLength(text, country as never)).toBe(wrong);
  });

  it('chooses its country when it begins with +', () => {
    expect(countryOf('+31 6 12345678')).toBe('NL');
    expect(countryOf('0031 6 12345678')).toBe('NL');
    expect(countryOf('0612345678')).toBeUndefined();
    expect(countryOf('+')).toBeUndefined();
  });
});

describe('countries', () => {
  it('are named in the language of the reader, in its order', () => {
    const dutch = listCountries(['nl-BE']);
    expect(dutch.find(({ code }) => code === 'BE')).toEqual({
      code: 'BE',
      name: 'België',
      callingCode: '32',
    });
    const names = dutch.map(({ name }) => name);
    expect(names).toEqual(names.toSorted(new Intl.Collator('nl-BE').compare));
  });

  it('begin with the one the reader most likely is in', () => {
    expect(likelyCountry(['en', 'nl-BE', 'fr-FR'])).toBe('BE');
    expect(likelyCountry([])).toBe('US');
    expect(likelyCountry(['en-AQ'])).toBe('US'); // Antarctica has no numbers of its own
  });

  it('bear languages that are none, as Linux browsers name them', () => {
    expect(likelyCountry(['en-US@posix', 'nl-BE'])).toBe('BE');
    expect(listCountries(['en-US@posix']).length).toBeGreaterThan(200);
  });
});
