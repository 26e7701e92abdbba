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

/** What two digits of Egyptian mobile numbers became. */
const EGYPT: Record<string, string> = {
  10: '100',
  11: '111',
  12: '122',
  14: '114',
  16: '106',
  17: '127',
  18: '128',
  19: '109',
};

/** Forms that countries gave up, where what became of a number is certain: by its digits alone, and no number of today looks like that. */
const OLD_FORMS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  /** Mexico, 2019: the 1 before mobile numbers from abroad is gone, and 044, 045 and 01 at home. */
  [/^\+52(?:1|01|0?4[45])(\d{10})$/, (_, rest = '') => `+52${rest}`],
  /** Argentina: mobile numbers have 9 before the area from abroad, and 0 before and 15 behind it at home; some write all of it after +54. What has 15 is for the parser, which knows all areas. */
  [/^\+549(?:0(?=\d{12}$))?(\d{12})$/, (_, rest = '') => `+54${rest}`],
  [/^\+5490(\d{10})$/, (_, rest = '') => `+549${rest}`],
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
  /** Cameroon, 2014: 6 before mobile numbers, 2 before others. */
  [/^\+237([5679]\d{7})$/, (_, rest = '') => `+2376${rest}`],
  [/^\+237([23]\d{7})$/, (_, rest = '') => `+2372${rest}`],
  /** Gabon, 2019: 6 or 7 in place of the 0 before mobile numbers, by their operator. */
  [/^\+2410?([256]\d{6})$/, (_, rest = '') => `+2416${rest}`],
  [/^\+2410?([47]\d{6})$/, (_, rest = '') => `+2417${rest}`],
  /** Egypt, 2011: one more digit in mobile numbers, by their operator. */
  [/^\+20(1[01246789])(\d{7})$/, (_, old = '', rest = '') => `+20${EGYPT[old]}${rest}`],
  /** Algeria, 2008: the first digit of mobile numbers twice. */
  [/^\+213([567])(\d{7})$/, (_, first = '', rest = '') => `+213${first}${first}${rest}`],
  /** Ecuador, 2012: 9 before mobile numbers. */
  [/^\+593([89]\d{7})$/, (_, rest = '') => `+5939${rest}`],
  /** Chile, 2016: no 0 before mobile numbers at home any more. */
  [/^\+560(9\d{8})$/, (_, rest = '') => `+56${rest}`],
];

/** The number as its country writes it today; any other as it is. In and out in E.164. */
export const inCurrentForm = (number: string): string => {
  for (const [form, today] of OLD_FORMS) if (form.test(number)) return number.replace(form, today);
  return number;
};
