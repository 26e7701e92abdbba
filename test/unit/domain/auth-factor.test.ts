import { describe, expect, it } from '@jest/globals';
import { hintOf, readAuthFactor } from '../../../shared/domain/auth-factor.ts';

describe('an authentication factor', () => {
  it.each([
    ['+32 470 12 34 56', '+32470123456'],
    ['+32470123456', '+32470123456'],
    ['+1 (415) 555-0100', '+14155550100'],
  ])('reads the phone number %s as %s', (phoneNumber, value) => {
    expect(readAuthFactor({ phoneNumber })).toEqual({ type: 'SMS', value });
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
    const read = () => readAuthFactor({ phoneNumber });
    expect(read).toThrow(expect.objectContaining({ type: 'INVALID_REQUEST' }));
    expect(read).toThrow('phoneNumber: not a number in E.164 form');
  });

  it('reads an e-mail address in lower case', () => {
    expect(readAuthFactor({ email: 'Alice@Example.com' })).toEqual({
      type: 'EM',
      value: 'alice@example.com',
    });
  });

  it.each(['', 'alice', 'alice@', '@example.com', 'alice@example.com\nbcc: x@y.z'])(
    'refuses %j as an e-mail',
    (email) => {
      expect(() => readAuthFactor({ email })).toThrow('email: not a valid e-mail address');
    },
  );

  it('gives a hint its owner recognises and nobody can dial', () => {
    expect(hintOf({ type: 'SMS', value: '+32470123456' })).toBe('+32•••••56');
    expect(hintOf({ type: 'EM', value: 'alice@example.com' })).toBe('a•••@example.com');
  });
});
