/** What a terminal obeys, what turns the order of letters around, ends a line, or is not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** What a person wrote or chose, for a line of ours in a terminal: escaped as JSON does it, so that it stays on its line and all of it is seen. */
export const printable = (text: string): string =>
  text.replace(UNSEEN, (found) => found.split('').map(escapedUnit).join(''));

const escapedUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
