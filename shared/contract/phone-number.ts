/** What a phone library makes of a text: the same with any of libphonenumber's sets of data. */
type Parsed = { number: string; isPossible: () => boolean };

/**
 * Reads a phone number as people type and paste it: with characters that nobody sees, as a link, in digits of any script, in a form that its country has given up.
 * The screens, the core and the backend all read by this one, each with a parser of its own: then a number is the same to all three. `parse` gets plain text in
 * ASCII. Undefined when it is no number, or has a length that does not exist in its country.
 */
export const readPhoneNumber = <Number extends Parsed>(
  text: string,
  parse: (plain: string) => Number | undefined,
): Number | undefined => {
  const typed = parse(plainPhoneNumber(text));
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

/** The text in ASCII where it stands for digits, plus, and what comes between: nothing unseen, digits and signs of other scripts as the usual ones, no link around. */
export const plainPhoneNumber = (text: string): string => {
  const plain = decoded(text)
    .normalize('NFKC')
    .replace(/\s/gu, ' ')
    .replace(UNSEEN, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\p{Pd}\u2212\u30fc]/gu, '-')
    .replace(/\u2795/gu, '+')
    .trim();
  if (!LINK.test(plain)) return plain;
  const number = plain.replace(LINK, '').replace(BEHIND_LINK, '').trim();
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

/** Two digits of a Vietnamese mobile number for three, since 2018, by the country's ministry. */
const VIETNAM: Record<string, string> = {
  120: '70',
  121: '79',
  122: '77',
  126: '76',
  128: '78',
  123: '83',
  124: '84',
  125: '85',
  127: '81',
  129: '82',
  162: '32',
  163: '33',
  164: '34',
  165: '35',
  166: '36',
  167: '37',
  168: '38',
  169: '39',
  186: '56',
  188: '58',
  199: '59',
};

/** Forms that countries gave up, where what became of a number is certain: by its digits alone, and no number of today looks like that. */
const OLD_FORMS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  /** Mexico, 2019: the 1 before mobile numbers from abroad is gone, and 044, 045 and 01 at home. */
  [/^\+52(?:1|01|0?4[45])(\d{10})$/, (_, rest = '') => `+52${rest}`],
  /** Argentina: mobile numbers have 9 before the area from abroad, and 15 behind it at home; some write the latter after +54. */
  [/^\+54(?!9)(11)15(\d{8})$/, (_, area = '', rest = '') => `+549${area}${rest}`],
  /** Brazil, 2016: a 9 before mobile numbers of eight digits. */
  [/^\+55([1-9]\d)([689]\d{7})$/, (_, area = '', rest = '') => `+55${area}9${rest}`],
  /** Ivory Coast, 2021: two digits before mobile numbers, by the operator that had the range. */
  [
    /^\+225([04-9])(\d)(\d{6})$/,
    (_, first = '', second = '', rest = '') =>
      `+225${second < '4' ? '01' : second < '7' ? '05' : '07'}${first}${second}${rest}`,
  ],
  /** Benin, 2024: 01 before all. */
  [/^\+229(\d{8})$/, (_, rest = '') => `+22901${rest}`],
  /** Vietnam, 2018: mobile numbers of eleven digits have ten. */
  [
    /^\+84(1\d\d)(\d{7})$/,
    (whole = '', old = '', rest = '') => (VIETNAM[old] ? `+84${VIETNAM[old]}${rest}` : whole),
  ],
];

/** The number as its country writes it today; any other as it is. In and out in E.164. */
export const inCurrentForm = (number: string): string => {
  for (const [form, today] of OLD_FORMS) if (form.test(number)) return number.replace(form, today);
  return number;
};
