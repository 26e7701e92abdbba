/*
 * Names of people and files are chosen by others, on clients of any kind. A mark of direction in one turns the words around it ("invoice", mark, "fdp.exe" reads invoiceexe.pdf),
 * and what nobody sees makes two different names look the same. All that is drawn goes through these two, and so does what this device makes.
 */

/** Controls, marks of direction, separators of lines and whatever is not drawn; but not what joins letters and emoji, where it stands between two of them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu;
const JOINS = /[\u200c\u200d]/;
const JOINED = /[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]/u;
/** More marks on one letter reach into the lines above and below. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;
/** Letters that run from right to left: Hebrew, Arabic and their neighbours. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const withoutUnseen = (text: string): string =>
  text
    .replace(UNSEEN, (mark, offset: number, whole: string) => {
      const before = [...whole.slice(Math.max(0, offset - 2), offset)].at(-1) ?? '';
      const after = String.fromCodePoint(whole.codePointAt(offset + mark.length) ?? 0x20);
      return JOINS.test(mark) && JOINED.test(before) && JOINED.test(after)
        ? mark
        : /[\t\n\r\p{Zl}\p{Zp}]/u.test(mark)
          ? ' '
          : '';
    })
    .replace(TOO_MANY_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim();

const FIRST_STRONG = '\u2068';
const LEFT_TO_RIGHT = '\u2066';
const END = '\u2069';

/** A person's name for showing: one line, nothing unseen; one from right to left does not turn the words around it. Empty when nothing of it can be seen. */
export const plainName = (name: string): string => {
  const plain = withoutUnseen(name);
  return RIGHT_TO_LEFT.test(plain) ? `${FIRST_STRONG}${plain}${END}` : plain;
};

/** A file's name to keep, to send and to save under: what {@link shownFileName} shows, without the marks that hold it in place. */
export const plainFileName = (name: string): string => withoutUnseen(name).replace(/[\\/]/g, '_');

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
