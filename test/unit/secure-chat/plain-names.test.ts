import { describe, expect, it } from '@jest/globals';
import {
  plainFileName,
  plainName,
  shownFileName,
} from '../../../client-example/secure-chat/src/platform/plain-names.ts';

const DIRECTIONS = [
  '\u200e',
  '\u200f',
  '\u061c',
  '\u202a',
  '\u202b',
  '\u202c',
  '\u202d',
  '\u202e',
  '\u2066',
  '\u2067',
  '\u2068',
  '\u2069',
];

describe('the name of a file', () => {
  it.each(DIRECTIONS)('loses a mark of direction, and so reads as it is', (mark) => {
    for (const name of [
      `invoice${mark}fdp.exe`,
      `${mark}invoicefdp.exe`,
      `invoicefdp.e${mark}xe`,
      `invoicefdp.exe${mark}`,
    ])
      expect([shownFileName(name), plainFileName(name)]).toEqual(['invoicefdp.exe', 'invoicefdp.exe']);
  });

  it.each([
    ['report.pdf', 'report.pdf'],
    ['a\u0000b\u0007\u001b[31m.txt', 'ab[31m.txt'],
    ['two\nlines\r\n.txt', 'two lines .txt'],
    ['invoice.pdf\u00a0\u2003 \u3000 .exe', 'invoice.pdf .exe'],
    ['in\u200bvi\u2060si\u00adble.txt', 'invisible.txt'],
    ['\ufeffbom.txt', 'bom.txt'],
    ['\u3164\u115f\u2800.exe', '.exe'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['..\\boot.ini', '.._boot.ini'],
    ['📄 résumé 👨‍👩‍👧.pdf', '📄 résumé 👨‍👩‍👧.pdf'],
    ['no extension', 'no extension'],
    ['.gitignore', '.gitignore'],
    ['', ''],
  ])('%j is shown as %j', (name, shown) => {
    expect(shownFileName(name)).toBe(shown);
    expect(plainFileName(name)).toBe(shown);
  });

  it('is cut in the middle when it is long: the end can be seen', () => {
    const shown = shownFileName(`${'x'.repeat(240)}pdf.exe`);
    expect([...shown].length).toBeLessThanOrEqual(60);
    expect(shown).toMatch(/^x+…x+pdf\.exe$/);
    expect(plainFileName(`${'x'.repeat(240)}.exe`)).toHaveLength(244);
  });

  it('from right to left keeps its extension last, apart from it', () => {
    const shown = shownFileName('שלום.pdf');
    expect(shown).toBe('\u2066\u2068שלום\u2069.\u2068pdf\u2069\u2069');
    expect(shownFileName(shown)).toBe(shown);
    expect(plainFileName(shown)).toBe('שלום.pdf');
  });
});

describe('the name of a person', () => {
  it.each([
    ['Bob', 'Bob'],
    ['  Bob\n Smith ', 'Bob Smith'],
    ['\u202eboB', 'boB'],
    ['B\u200bo\u200cb\u200d', 'Bo\u200cb'],
    ['می\u200cخواهم', '\u2068می\u200cخواهم\u2069'],
    ['דנה', '\u2068דנה\u2069'],
    ['👩🏽‍🚀 Zoë', '👩🏽‍🚀 Zoë'],
    [`Z${'\u0301'.repeat(50)}`, `Z${'\u0301'.repeat(4)}`],
    ['\u3164\u200f\u0000', ''],
  ])('%j is shown as %j', (name, shown) => {
    expect(plainName(name)).toBe(shown);
    expect(plainName(shown)).toBe(shown);
  });
});
