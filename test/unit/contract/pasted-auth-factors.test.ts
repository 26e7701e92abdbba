import { describe, expect, it } from '@jest/globals';
import { tidyAuthFactor } from '../../../client-example/secure-chat/src/identity/auth-factor.ts';
import { countryOf, readPhoneNumber } from '../../../client-example/web/src/onboarding/read-phone-number.ts';
import { inCurrentForm } from '../../../shared/contract/old-phone-forms.ts';
import { plainPhoneNumber } from '../../../shared/contract/phone-number.ts';
import { readAuthFactor } from '../../../shared/domain/auth-factor.ts';

const BELGIAN = '+32470123456';
const atScreen = (text: string, country = 'BE') => readPhoneNumber(text, country as never)?.number;
const inCore = (phoneNumber: string) => tidyAuthFactor({ phoneNumber });
const atBackend = (phoneNumber: string) => readAuthFactor({ phoneNumber } as never, 'all').factor.value;

describe('a number with its country', () => {
  it.each([
    ['as contact apps copy it', '\u202a+32 470 12 34 56\u202c', BELGIAN],
    ['with a mark of direction in front', '\u200e+32470123456', BELGIAN],
    ['with marks behind the plus', '+\u200e\u206632470123456\u2069', BELGIAN],
    ['with a byte-order mark', '\ufeff+32470123456', BELGIAN],
    ['with zero-width spaces', '+32\u200b470\u2060123\u200d456', BELGIAN],
    ['with soft hyphens', '+32\u00ad470\u00ad123456', BELGIAN],
    ['with no-break spaces', '+32\u00a0470\u202f12\u200934\u300056', BELGIAN],
    ['with line ends and tabs', '\t+32 470\n12 34 56\r\n', BELGIAN],
    ['with other hyphens', '+32\u2011470\u201012\u201334\u221256', BELGIAN],
    ['as a link', 'tel:+32-470-12-34-56', BELGIAN],
    ['as a link of another case', 'TEL://+32.470.12.34.56', BELGIAN],
    ['as an escaped link', 'tel:%2B32470123456', BELGIAN],
    ['as a link with parameters', 'tel:+32-470-123-456;ext=5', BELGIAN],
    ['as a link to write to', 'sms:+32470123456?body=hello', BELGIAN],
    ['as a link in marks of direction', '\u2066tel:+32470123456\u2069', BELGIAN],
    ['as a link of a messenger', 'https://wa.me/32470123456', BELGIAN],
    ['as another link of a messenger', 'https://api.whatsapp.com/send?phone=32470123456&text=hi', BELGIAN],
    ['in full-width signs', '＋３２４７０１２３４５６', BELGIAN],
    ['in raised signs', '⁺³²⁴⁷⁰¹²³⁴⁵⁶', BELGIAN],
    ['in Arabic digits', '+٣٢٤٧٠١٢٣٤٥٦', BELGIAN],
    ['in Persian digits', '+۳۲۴۷۰۱۲۳۴۵۶', BELGIAN],
    ['in the digits of Hindi', '+३२४७०१२३४५६', BELGIAN],
    ['in keycaps', '+3️⃣2️⃣4️⃣7️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣', BELGIAN],
    ['in mathematical digits', '+𝟯𝟮𝟰𝟳𝟬𝟭𝟮𝟯𝟰𝟱𝟲', BELGIAN],
    ['with the plus of emoji', '➕32470123456', BELGIAN],
    ['with brackets', '+44 (0)7911 123456', '+447911123456'],
    ['of Mexico with the old 1', '+52 1 55 1234 5678', '+525512345678'],
    ['of Mexico as it is now', '+52 55 1234 5678', '+525512345678'],
    ['of Argentina with 9', '+54 9 11 2345 6789', '+5491123456789'],
    ['of Argentina with 15', '+54 11 15 2345 6789', '+5491123456789'],
    ['of Brazil without the 9', '+55 11 8765 4321', '+5511987654321'],
    ['of Brazil with it', '+55 11 98765 4321', '+5511987654321'],
    ['of a house in Brazil', '+55 11 3765 4321', '+551137654321'],
    ['of Ivory Coast, Orange, of eight digits', '+225 07 12 34 56', '+2250707123456'],
    ['of Ivory Coast, MTN, of eight digits', '+225 45 12 34 56', '+2250545123456'],
    ['of Ivory Coast, Moov, of eight digits', '+225 01 12 34 56', '+2250101123456'],
    ['of Ivory Coast as it is now', '+225 07 07 12 34 56', '+2250707123456'],
    ['of Benin of eight digits', '+229 97 12 34 56', '+2290197123456'],
    ['of Vietnam of eleven digits', '+84 168 123 4567', '+84381234567'],
    ['of Argentina with all of it', '+54 9 0351 15 234 5678', '+5493512345678'],
    ['of Argentina with 9 and 15', '+54 9 351 15 234 5678', '+5493512345678'],
    ['of Argentina with 9 and 0', '+54 9 0351 234 5678', '+5493512345678'],
    ['of Cameroon of eight digits', '+237 77 12 34 56', '+237677123456'],
    ['of a house in Cameroon of eight digits', '+237 22 22 12 34', '+237222221234'],
    ['of Gabon with 07', '+241 07 12 34 56', '+24177123456'],
    ['of Gabon with 06, without its 0', '+241 6 12 34 56', '+24166123456'],
    ['of Gabon as it is now', '+241 066 12 34 56', '+24166123456'],
    ['of Egypt of nine digits', '+20 18 123 4567', '+201281234567'],
    ['of Algeria of eight digits', '+213 61 23 45 67', '+213661234567'],
    ['of Ecuador of eight digits', '+593 8 123 4567', '+593981234567'],
    ['as dialled abroad', '00 32 470 12 34 56', BELGIAN],
    ['as dialled abroad, in brackets', '(00 32) 470 12 34 56', BELGIAN],
    ['as dialled abroad, in full-width digits', '００３２４７０１２３４５６', BELGIAN],
    ['with + and 00', '+0032 470123456', BELGIAN],
    ['with two plus', '++32470123456', BELGIAN],
    ['with its country in brackets', '(+32) 470 12 34 56', BELGIAN],
    ['as a link that says where it is dialled', 'tel:0470123456;phone-context=+32', BELGIAN],
    ['as a link with its country apart', 'tel:470-123-456;phone-context=+32', BELGIAN],
    ['with a full-width colon', 'tel：+32470123456', BELGIAN],
    ['with a word before it', 'Mobile: +32 470 12 34 56', BELGIAN],
    ['with a sign before it', '📞 +32 470 12 34 56', BELGIAN],
    ['in quotes', '"+32470123456"', BELGIAN],
    ['behind a name', 'Bob <tel:+32470123456>', BELGIAN],
    ['with a comma behind it', '+32470123456,', BELGIAN],
    ['with what is dialled after a pause', '+32470123456p5', BELGIAN],
    ['with dots in the middle', '+32·470·12·34·56', BELGIAN],
    ['with a 0 in other brackets', '+44（0）7911 123456', '+447911123456'],
    ['of Italy with a 0 in brackets', '+39 (0)347 123 4567', '+393471234567'],
    ['of a house in Italy', '+39 06 6982 0001', '+390669820001'],
  ])('%s is the same to the screen, the core and the backend', (_what, text, number) => {
    expect([atScreen(text), inCore(text), atBackend(text)]).toEqual([
      number,
      { phoneNumber: number },
      number,
    ]);
    expect(countryOf(text)).toBeDefined();
  });
});

describe('a number as it is dialled at home', () => {
  it.each([
    ['\u202a0470 12 34 56\u202c', 'BE', BELGIAN],
    ['０４７０ １２ ３４ ５６', 'BE', BELGIAN],
    ['tel:0470123456', 'BE', BELGIAN],
    ['1 55 1234 5678', 'MX', '+525512345678'],
    ['044 55 1234 5678', 'MX', '+525512345678'],
    ['07 12 34 56', 'CI', '+2250707123456'],
    ['011 15-2345-6789', 'AR', '+5491123456789'],
    ['0168 123 4567', 'VN', '+84381234567'],
    ['09 8123 4567', 'CL', '+56981234567'],
    ['010 1234567', 'EG', '+201001234567'],
    ['0032 470 12 34 56', 'US', BELGIAN],
    ['GSM: 0470/12.34.56', 'BE', BELGIAN],
    ['۰۹۱۲۳۴۵۶۷۸۹', 'IR', '+989123456789'],
  ])('%j in %s is read by the screen', (text, country, number) => {
    expect(atScreen(text, country)).toBe(number);
  });
});

describe('what is no number', () => {
  it.each([
    '',
    '\u202a\u202c',
    'tel:',
    'hello',
    '+32470123456 / +32470123457',
    '+52 1 55 1234 56789',
    'https://example.com/32470123456',
    'call +32470123456 now',
    '+225 20 21 22 23',
    '+228 901 2345',
    '+242 661 2345',
  ])('%j stays none', (text) => {
    expect(atScreen(text)).toBeUndefined();
    expect(() => atBackend(text)).toThrow();
  });

  it('of a form that is today’s stays as it is', () => {
    for (const number of [
      BELGIAN,
      '+525512345678',
      '+2250707123456',
      '+2290197123456',
      '+84381234567',
      '+15551234567',
      '+237677123456',
      '+24166123456',
      '+201281234567',
      '+213661234567',
      '+593981234567',
      '+5493512345678',
      '+56981234567',
    ])
      expect(inCurrentForm(number)).toBe(number);
    expect(plainPhoneNumber('+32 470 (12) 34-56')).toBe('+32 470 (12) 34-56');
    expect(plainPhoneNumber('+32\u2011470\u2212123\u2013456')).toBe('+32-470-123-456');
  });
});

describe('an e-mail address', () => {
  it.each([
    ' Alice@Example.COM\n',
    '\u202aalice@example.com\u202c',
    'alice\u200b@example\u00ad.com',
    'alice@example.com\ufeff',
    'mailto:alice@example.com?subject=hello',
    'Alice <alice@example.com>',
    'ａｌｉｃｅ＠ｅｘａｍｐｌｅ．ｃｏｍ',
    'alice@example.com.',
    'alice\u00a0@example.com',
  ])('%j is one to the core and to the backend', (email) => {
    expect(tidyAuthFactor({ email })).toEqual({ email: 'alice@example.com' });
    expect(readAuthFactor({ email } as never, 'all').factor).toEqual({
      type: 'EM',
      value: 'alice@example.com',
    });
  });

  it.each(['alice', 'a b', '@example.com', 'alice@'])('%j is none', (email) => {
    expect(() => readAuthFactor({ email } as never, 'all')).toThrow();
  });
});
