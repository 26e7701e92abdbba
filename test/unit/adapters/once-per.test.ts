import { expect, it } from '@jest/globals';
import { oncePer } from '../../../shared/adapters/once-per.ts';

it('makes one thing of each object, whatever is in it', () => {
  let made = 0;
  const numbered = oncePer((_: object) => ++made);
  const [one, other] = [{ key: 'a' }, { key: 'a' }];
  expect([numbered(one), numbered(other), numbered(one), numbered(other)]).toEqual([1, 2, 1, 2]);
});
