type Costume = (words: string) => string;

const letters = (words: string): string[] => [...words];
const each =
  (change: (letter: string) => string): Costume =>
  (words) =>
    letters(words).map(change).join('');
const shifted = (first: number): Costume =>
  each((letter) => (/[a-z]/.test(letter) ? String.fromCodePoint(first + letter.charCodeAt(0) - 97) : letter));
const base64 = (words: string, encoding: 'utf8' | 'utf16le' = 'utf8'): string =>
  Buffer.from(words, encoding).toString('base64');
const hex: Costume = (words) => Buffer.from(words).toString('hex');
const bits = (words: string): string =>
  [...Buffer.from(words)].map((byte) => byte.toString(2).padStart(8, '0')).join('');

/** How words may be written so that they do not look like words: by name. */
export const COSTUMES_OF_TEXT: Record<string, Costume> = {
  none: (words) => words,
  capitals: (words) => words.toUpperCase(),
  backwards: (words) => letters(words).reverse().join(''),
  'letters apart': (words) => letters(words).join(' '),
  'a word a line': (words) => words.replaceAll(' ', '\n'),
  'underscores for spaces': (words) => words.replaceAll(/[ ,]+/g, '_'),
  'nothing seen between letters': (words) => letters(words).join('\u200b'),
  'bits that are not seen': (words) => bits(words).replaceAll('0', '\u200b').replaceAll('1', '\u200c'),
  'tags of Unicode': (words) =>
    [...Buffer.from(words)].map((byte) => String.fromCodePoint(0xe0000 + (byte & 0x7f))).join(''),
  'variation selectors': (words) =>
    [...Buffer.from(words)].map((byte) => String.fromCodePoint(0xe0100 + (byte % 240))).join(''),
  'full width': shifted(0xff41),
  'bold mathematics': shifted(0x1d41a),
  'marks on letters': (words) => letters(words).join('\u0301'),
  'right to left': (words) => `\u202e${words}\u202c`,
  'shifted by thirteen': each((letter) =>
    /[a-z]/.test(letter) ? String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97) : letter,
  ),
  html: (words) => `<p>${words}</p>`,
  'html comment': (words) => `<!-- ${words} -->`,
  'html entities': each((letter) => `&#${letter.codePointAt(0)};`),
  'a link': (words) => `[${words}](https://example.com/?q=${encodeURIComponent(words)})`,
  'percent signs': (words) => encodeURIComponent(words),
  'escapes of JSON': each((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'a JSON string': (words) => JSON.stringify(words),
  'JSON in JSON': (words) => JSON.stringify({ text: JSON.stringify({ text: words }) }),
  'a data URL': (words) => `data:text/plain;base64,${base64(words)}`,
  base64: (words) => base64(words),
  'base64 of UTF-16': (words) => base64(words, 'utf16le'),
  'base64 in base64': (words) => base64(base64(words)),
  base64url: (words) => Buffer.from(words).toString('base64url'),
  'base64 of letters': (words) => base64(words.replaceAll(/[^a-z]/g, '+'), 'utf8'),
  hexadecimal: hex,
  'hexadecimal in capitals': (words) => hex(words).toUpperCase(),
  'bits as digits': bits,
  'numbers of letters': (words) => [...Buffer.from(words)].join(' '),
};
