import { describe, expect, it } from '@jest/globals';
import {
  impossibleInCode,
  isWholeCode,
  tidyCode,
} from '../../../client-example/secure-chat/src/react/onboarding/code.ts';

describe('a code as typed', () => {
  it.each([
    ['abcd2345', 'abcd2345'],
    ['ABCD2345', 'abcd2345'],
    [' abcd 2345\n', 'abcd2345'],
    ['abcd-2345', 'abcd2345'],
    ['abcd23456', 'abcd2345'],
    ['', ''],
  ])('%j is read as %j', (typed, read) => {
    expect(tidyCode(typed)).toBe(read);
  });

  it('is whole with eight characters a code can have', () => {
    expect(['abcd2345', 'zzzzzzzz'].map(isWholeCode)).toEqual([true, true]);
    expect(['abcd234', 'abcd234l', 'abcd2340', ''].map(isWholeCode)).toEqual([false, false, false, false]);
  });

  it('names what no code has', () => {
    expect(impossibleInCode('l0o1ilabc')).toEqual(['l', '0', 'o', '1', 'i']);
    expect(impossibleInCode('abcdefghjkmnpqrstuvwxyz23456789')).toEqual([]);
  });
});
