/*
 * Names of people and files are chosen by others, on clients of any kind. A mark of direction in one turns the words around it ("invoice", mark, "fdp.exe" reads invoiceexe.pdf),
 * and what nobody sees makes two different names look the same. All that is drawn goes through these two, and so does what this device makes.
 */

/** Scripts whose letters are drawn the same with and without what would join or part them. */
const UNJOINED =
  '\\p{sc=Latin}\\p{sc=Greek}\\p{sc=Cyrillic}\\p{sc=Armenian}\\p{sc=Georgian}\\p{sc=Hebrew}\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}';
/** What nobody sees by itself, where it changes what is drawn. */
const SEEN_HERE = [
  // Between letters of other scripts, and between the parts of an emoji.
  `(?<=(?![${UNJOINED}])\\p{L}\\p{M}*)[\\u200c\\u200d](?=(?![${UNJOINED}])\\p{L})`,
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}]\\ufe0f?)\\u200d(?=\\p{Extended_Pictographic})',
  // What chooses a picture, a keycap, or the form of a letter.
  '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
  '(?<=[\\d#*])\\ufe0f(?=\\u20e3)',
  '(?<=\\p{sc=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{sc=Mongolian})[\\u180b-\\u180d\\u180f]',
  // The flags of England, Scotland and Wales.
  '\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}',
  // Signs of Arabic that are drawn, though they are called format.
  '[\\u0600-\\u0605\\u06dd\\u0890\\u0891\\u08e2]',
];
/** Controls, marks of direction, separators of lines, halves of characters, and whatever is not drawn. */
const UNSEEN =
  '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800\\ufffc\\u{1d159}]';
const SIGNS = new RegExp(`${SEEN_HERE.join('|')}|(${UNSEEN})`, 'gu');
const ENDS_LINE = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]/u;
/** More marks on one letter reach into the lines above and below. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;
/** They would stand on what is drawn before the name. */
const MARKS_OF_NOTHING = /^\p{M}+\s*/u;
/** Letters that run from right to left: Hebrew, Arabic and their neighbours. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const withoutUnseen = (text: string): string =>
  text
    .replace(SIGNS, (sign, unseen?: string) =>
      unseen === undefined ? sign : ENDS_LINE.test(unseen) ? ' ' : '',
    )
    .replace(TOO_MANY_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(MARKS_OF_NOTHING, '');

const FIRST_STRONG = '\u2068';
const LEFT_TO_RIGHT = '\u2066';
const END = '\u2069';

/** A person's name for showing: one line, nothing unseen; one from right to left does not turn the words around it. Empty when nothing of it can be seen. */
export const plainName = (name: string): string => {
  const plain = withoutUnseen(name);
  return RIGHT_TO_LEFT.test(plain) ? `${FIRST_STRONG}${plain}${END}` : plain;
};

/** For a file whose name nobody could see. */
const NAMELESS = 'file';

/** A file's name to keep, to send and to save under: what {@link shownFileName} shows, without the marks that hold it in place. Never empty. */
export const plainFileName = (name: string): string => withoutUnseen(name).replace(/[\\/]/g, '_') || NAMELESS;

/** Longer ones are cut in the middle, so that the end can always be seen. */
const MOST_LETTERS = 60;
const MOST_EXTENSION = 12;

/** A file's name for showing: its extension is always there and always last, whatever the direction of its letters. Repeated on its own answer it changes nothing. */
export const shownFileName = (name: string): string => {
  const plain = plainFileName(name);
  const dot = plain.lastIndexOf('.');
  const hasExtension = dot > 0 && plain.length - dot - 1 <= MOST_EXTENSION;
  const base = hasExtension ? plain.slice(0, dot) : plain;
  const extension = hasExtension ? plain.slice(dot + 1) : '';
  const letters = [...base];
  const room = MOST_LETTERS - extension.length;
  const short =
    letters.length <= room ? base : `${letters.slice(0, room - 12).join('')}…${letters.slice(-10).join('')}`;
  if (!RIGHT_TO_LEFT.test(plain)) return hasExtension ? `${short}.${extension}` : short;
  const isolated = (text: string) => `${FIRST_STRONG}${text}${END}`;
  return `${LEFT_TO_RIGHT}${isolated(short)}${hasExtension ? `.${isolated(extension)}` : ''}${END}`;
};
