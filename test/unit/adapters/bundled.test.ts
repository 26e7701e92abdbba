import { describe, expect, it } from '@jest/globals';
import { JWTServerToken } from 'stream-chat';
import jsonwebtoken from '../../../shared/adapters/bundled/jsonwebtoken.ts';
import NotInTheBundle from '../../../shared/adapters/bundled/not-in-the-bundle.ts';

describe('what stands in for packages in the bundles', () => {
  const asStreamAsks = { algorithm: 'HS256', noTimestamp: true };

  it('signs the token of a server as jsonwebtoken does', () => {
    const token = jsonwebtoken.sign({ server: true }, 'a secret', asStreamAsks);
    expect(token).toBe(JWTServerToken('a secret'));
  });

  it.each([
    ['with a time in it', { algorithm: 'HS256' }],
    ['by another algorithm', { ...asStreamAsks, algorithm: 'HS512' }],
    ['that ends', { ...asStreamAsks, expiresIn: 60 }],
  ])('signs no token %s', (_, options) => {
    expect(() => jsonwebtoken.sign({ server: true }, 'a secret', options)).toThrow('and no other');
  });

  it('says so when a part is used that is left out', () => {
    const Left = NotInTheBundle as unknown as new () => object;
    expect(() => new Left()).toThrow('not in the bundle');
  });
});
