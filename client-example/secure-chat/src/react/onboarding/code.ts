/** Eight characters without those that look alike: i, l, o, 0 and 1 (seald.md section 9). */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
export const CODE_LENGTH = 8;

/** A code as typed or pasted, in the form it is compared in: lower case, nothing around or between the characters. */
export const tidyCode = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, CODE_LENGTH);

/** The characters in it that no code has, each once. */
export const impossibleInCode = (code: string): string[] =>
  [...new Set(code)].filter((character) => !ALPHABET.includes(character));

/** Whether it can be one: `finish` may be called. */
export const isWholeCode = (code: string): boolean =>
  code.length === CODE_LENGTH && impossibleInCode(code).length === 0;
