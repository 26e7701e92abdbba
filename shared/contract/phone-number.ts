import { inCurrentForm } from './old-phone-forms.ts';

/** What a phone library makes of a text: the same with any of libphonenumber's sets of data. */
type Parsed = { number: string; nationalNumber: string; isPossible: () => boolean };

/**
 * Reads a phone number as people type and paste it: with characters that nobody sees, as a link, in digits of any script, in a form that its country has given up.
 * The screens, the core and the backend all read by this one, each with a parser of its own: then a number is the same to all three. `parse` gets plain text in
 * ASCII. Undefined when it is no number, or has a length that does not exist in its country.
 */
export const readPhoneNumber = <Number extends Parsed>(
  text: string,
  parse: (plain: string) => Number | undefined,
): Number | undefined => {
  const plain = plainPhoneNumber(text);
  const atHome = readPlain(plain, parse);
  if (!ABROAD.test(plain)) return atHome;
  const fromAbroad = readPlain(plain.replace(ABROAD, '+'), parse);
  if (!atHome || !fromAbroad) return atHome ?? fromAbroad;
  return isMeantAtHome(plain, atHome, fromAbroad, parse) ? atHome : fromAbroad;
};

/** As most countries dial abroad. */
const ABROAD = /^\(?00\s*(?=[1-9])/;

/** With their 00 mobile numbers of Tajikistan have nine digits. */
const TOO_SHORT = '+1234567'.length;

/**
 * Some countries dial abroad with other digits, which may begin in the same way (001 in Singapore): what the text is there comes first. But who writes 00 and the code of
 * their own country means that, and hardly any national number of a person begins with 00.
 */
const isMeantAtHome = <Number extends Parsed>(
  plain: string,
  atHome: Number,
  fromAbroad: Number,
  parse: (plain: string) => Number | undefined,
): boolean =>
  fromAbroad.number.length <= TOO_SHORT ||
  (plain.replace(/\D/g, '').endsWith(atHome.number.slice(1)) &&
    parse(fromAbroad.nationalNumber)?.number !== fromAbroad.number);

const readPlain = <Number extends Parsed>(
  plain: string,
  parse: (plain: string) => Number | undefined,
): Number | undefined => {
  const typed = parse(plain);
  if (!typed) return undefined;
  const current = inCurrentForm(typed.number);
  const number = current === typed.number ? typed : parse(current);
  return number?.isPossible() ? number : undefined;
};

const LINK =
  /^(?:tel|sms|smsto|callto|facetime|whatsapp):(?:\/\/)?|^(?:https?:\/\/)?(?:wa\.me|api\.whatsapp\.com\/send\/?\?phone=)\/?/i;
/** What links have behind the number: parameters of `tel:` (RFC 3966), a body of `sms:`. */
const BEHIND_LINK = /[;?&#/].*$/s;
/** As contact apps put around a number: marks of direction, joiners, no-break and zero-width spaces, variation selectors, the frame of keycap digits. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/gu;

/** A local number of a link with what comes before it from abroad (RFC 3966). */
const CONTEXT = /;\s*phone-context=(\+[\d.()-]+)/i;
/** A word with a colon or a sign before the number, and what may stand behind it. */
const LABEL = /^[^\d+/(]*[^\d+/(\p{L}\p{M}\s](?=\s*\(?\+?\d)/u;
const BEHIND = /[\s,;.'"\u2019\u201d>]+$/;
/** What a phone dials after a pause. */
const PAUSED = /(?<=\d{6})\s*[pw][\dpw#*,]*$/i;
/** Where + stands with brackets, twice, or with the 00 that it stands for. */
const PLUSES = /^\(?\++\s*(?:00)?(?=\s*\(?\d)/;
/** Italian mobile numbers have no 0, and the country keeps the one of others. */
const ITALIAN_ZERO = /^(\+39)\s*[([]\s*0\s*[)\]]\s*(?=3[2-9](?:\D*\d){8}$)/;

/**
 * The text in ASCII where it stands for digits, plus, and what comes between: nothing unseen, digits and signs of other scripts as the usual ones, no link and no label
 * around.
 */
export const plainPhoneNumber = (text: string): string => {
  const plain = decoded(text)
    .normalize('NFKC')
    .replace(/\s/gu, ' ')
    .replace(UNSEEN, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\p{Pd}\u2212\u30fc]/gu, '-')
    .replace(/\u2795/gu, '+')
    .replace(/[_\u00b7\u2022\u2027\u2219\u22c5\u30fb]/gu, '.')
    .replace(/^[^<]*<([^<>]*)>\s*$/, '$1')
    .trim();
  return tidied(LINK.test(plain) ? inLink(plain) : plain.replace(LABEL, ''));
};

const tidied = (number: string): string =>
  number.replace(PAUSED, '').replace(BEHIND, '').replace(PLUSES, '+').replace(ITALIAN_ZERO, '$1').trim();

const inLink = (plain: string): string => {
  const context = CONTEXT.exec(plain)?.[1] ?? '';
  const number = plain.replace(LINK, '').replace(BEHIND_LINK, '').trim();
  if (context !== '' && !number.startsWith('+')) return `${context} ${number}`;
  return /^wa\.me|whatsapp|wa\.me\//i.test(plain) && !number.startsWith('+') ? `+${number}` : number;
};

/** `%2B32…`, as it stands in links. */
const decoded = (text: string): string => {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Unicode has each script's ten digits one after another, in their order, and the first of them at a code point whose predecessor is none. */
const asciiDigit = (digit: string): string => {
  const codePoint = digit.codePointAt(0) ?? 0;
  if (codePoint < 0x80) return digit;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return String(value);
};
