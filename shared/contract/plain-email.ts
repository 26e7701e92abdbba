const UNSEEN = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * An e-mail address as people type and paste it, in the one form that the key storage is asked for: without characters that nobody sees, out of a `mailto:` or of the brackets
 * behind a name, full-width signs as the usual ones, in lower case. Whether it is one, is not looked at.
 */
export const plainEmail = (text: string): string =>
  (/<([^<>]*)>\s*$/.exec(text.normalize('NFKC'))?.[1] ?? text.normalize('NFKC'))
    .replace(UNSEEN, '')
    .replace(/^mailto:/i, '')
    .replace(/\?.*$/s, '')
    .replace(/[.,;]+$/, '')
    .toLowerCase();
