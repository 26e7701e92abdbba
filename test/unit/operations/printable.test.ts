import { describe, expect, it } from '@jest/globals';
import { printable } from '../../../operations/printable.ts';

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

describe('what goes into a terminal', () => {
  it('has nothing in it that is obeyed, turns letters around, ends a line or is not seen', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const char = String.fromCodePoint(code);
      if (unseen.test(char)) expect(printable(char)).toMatch(/^(?:\\u[0-9a-f]{4}){1,2}$/);
      else if (printable(char) !== char) throw new Error(code.toString(16));
    }
  });

  it.each([
    ['\u001b[2K', '\\u001b[2K'],
    ['a\nREPORTED bob', 'a\\u000aREPORTED bob'],
    ['\u061c\u200b\u202e\u2028\ufeff', '\\u061c\\u200b\\u202e\\u2028\\ufeff'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['Zoë 🙂 «日本»', 'Zoë 🙂 «日本»'],
  ])('escapes %j as JSON does', (text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(JSON.parse(`"${shown}"`)).toBe(text);
  });
});
