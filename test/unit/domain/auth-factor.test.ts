import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../../shared/domain/app-error.ts';
import { hintOf, readAuthFactor } from '../../../shared/domain/auth-factor.ts';

describe('an authentication factor', () => {
  it.each([
    ['+32 470 12 34 56', '+32470123456'],
    ['+32470123456', '+32470123456'],
    ['+1 (415) 555-0100', '+14155550100'],
  ])('reads the phone number %s as %s', (phoneNumber, value) => {
    expect(readAuthFactor({ phoneNumber }, 'all').factor).toEqual({ type: 'SMS', value });
  });

  it.each([
    '',
    '0470123456',
    '+',
    '+99',
    '+324701',
    '+3247012345678901',
    'call +32470123456',
    '+32470123456 ext 5x',
    '12345',
  ])('refuses %j as a phone number without repeating it', (phoneNumber) => {
    const read = () => readAuthFactor({ phoneNumber }, 'all');
    expect(read).toThrow(expect.objectContaining({ type: 'INVALID_REQUEST' }));
    expect(read).toThrow('phoneNumber: not a number in E.164 form');
  });

  it('tells the calling code, which is a limit of its own', () => {
    expect(readAuthFactor({ phoneNumber: '+32470123456' }, 'all').callingCode).toBe('32');
    expect(readAuthFactor({ phoneNumber: '+14155550100' }, 'all').callingCode).toBe('1');
  });

  it.each([
    ['a satellite phone', '+881612345678'],
    ['a global network', '+8835100123456'],
    ['another global network', '+882161234567'],
    ['a ship', '+870773111632'],
    ['international premium rate', '+979123456789'],
    ['international toll free', '+80012345678'],
    ['international shared cost', '+80812345678'],
    ['a universal personal number', '+878101234567890'],
    ['premium rate of a country', '+32901 12345'],
    ['premium rate with a digit behind it', '+32 903 12345 6'],
    ['premium rate of North America', '+19005551234'],
    ['toll free of a country', '+3280012345'],
    ['shared cost of a country', '+3278791234'],
    ['a pager', '+31662345678'],
    ['a personal number, which is billed by its owner', '+447012345678'],
  ])('refuses %s, whatever countries are allowed', (_, phoneNumber) => {
    for (const countries of ['all' as const, ['BE', 'GB', 'US']])
      expect(() => readAuthFactor({ phoneNumber }, countries)).toThrow(
        new AppError('INVALID_REQUEST', { message: 'phoneNumber: not a number that codes are sent to' }),
      );
  });

  it('refuses countries that the stage has not named, those with the calling code of one that it has among them', () => {
    const refused = expect.objectContaining({ type: 'COUNTRY_NOT_ALLOWED' });
    expect(() => readAuthFactor({ phoneNumber: '+33612345678' }, ['BE'])).toThrow(refused);
    expect(() => readAuthFactor({ phoneNumber: '+18765551234' }, ['US'])).toThrow(refused);
    expect(readAuthFactor({ phoneNumber: '+18765551234' }, ['JM']).callingCode).toBe('1');
    expect(readAuthFactor({ phoneNumber: '+2526123456' }, 'all').callingCode).toBe('252');
  });

  it('reads an e-mail address in lower case', () => {
    expect(readAuthFactor({ email: 'Alice@Example.com' }, ['BE'])).toEqual({
      factor: { type: 'EM', value: 'alice@example.com' },
    });
  });

  it.each(['', 'alice', 'alice@', '@example.com', 'alice@example.com\nbcc: x@y.z'])(
    'refuses %j as an e-mail',
    (email) => {
      expect(() => readAuthFactor({ email }, 'all')).toThrow('email: not a valid e-mail address');
    },
  );

  it('gives a hint its owner recognises and nobody can dial', () => {
    expect(hintOf({ type: 'SMS', value: '+32470123456' })).toBe('+32•••••56');
    expect(hintOf({ type: 'EM', value: 'alice@example.com' })).toBe('a•••@example.com');
  });
});
