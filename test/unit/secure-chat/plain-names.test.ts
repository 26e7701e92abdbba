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
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['\u2067gpj.exe\u2069', 'gpj.exe'],
    ['invoice.exe\u034f', 'invoice.exe'],
    ['a\ufe0fb\ud800.txt', 'ab.txt'],
    ['...hidden.txt', '...hidden.txt'],
    ['\u0301.txt', '.txt'],
    ['.gitignore', '.gitignore'],
    ['', 'file'],
    ['\u202e\u2800\ufe0f', 'file'],
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
    ['B\u200bo\u200cb\u200d', 'Bob'],
    ['Ann\ufe0e', 'Ann'],
    ['An\u034fn', 'Ann'],
    ['Ann\u17b4', 'Ann'],
    ['Ann\ud800', 'Ann'],
    ['Ann\ufffc', 'Ann'],
    ['1\ufe0f', '1'],
    ['\u0301\u0302Bob', 'Bob'],
    [`Z${'\u0301\u0301\u0301\u0301\u200d'.repeat(9)}`, `Z${'\u0301'.repeat(4)}`],
    ['Ann\u0085Bob', 'Ann Bob'],
    [
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} Kate',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} Kate',
    ],
    ['Ann\u{e0067}\u{e0062}\u{e007f}', 'Ann'],
    ['🏴\u{e0061}\u{e007f}', '🏴'],
    ['🏳️‍🌈 ❤️‍🔥 1️⃣ 👁️‍🗨️', '🏳️‍🌈 ❤️‍🔥 1️⃣ 👁️‍🗨️'],
    ['श\u094d\u200dर\u0940', 'श\u094d\u200dर\u0940'],
    ['නිමල් ශ\u0dca\u200dර\u0dd3', 'නිමල් ශ\u0dca\u200dර\u0dd3'],
    ['葛\u{e0100}飾', '葛\u{e0100}飾'],
    ['ᠮᠣᠩ\u180bᠭᠣᠯ', 'ᠮᠣᠩ\u180bᠭᠣᠯ'],
    ['محمد\u200cرضا', '\u2068محمد\u200cرضا\u2069'],
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
