import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const NAME = /^vendor-language:([a-z]{2})$/;
const OWN = '\0vendor-language:';
/** Marks what a language's own chunk takes: without it the module is emptied, because the vendor's index names them all. */
const WHOLE = '?whole';
const WORDS = /stream-chat-react\/dist\/es\/i18n\/(?!en\.)[a-z]{2}\.mjs$/;
const DATES = /dayjs\/locale\/(?!en\.)[a-z]{2}\.js$/;
const INDEX = /stream-chat-react\/dist\/es\/i18n\/Streami18n\.mjs$/;
/** What the vendor's index adds to the dates of a language: `Dayjs.updateLocale("de", { … });`, the closing line not indented. */
const ADDED = /^Dayjs\.updateLocale\("([a-z]{2})",[\s\S]*?^\}.*\);$/gm;

const ENGLISH = /stream-chat-react\/dist\/es\/i18n\/en\.mjs$/;
/** English words that are their own key, `Cancel: "Cancel",`: i18next shows the key of what it does not find. */
const SAME = /^\t(?:"((?:[^"\\]|\\.)*)": "\1"|(\w+): "\2"),?$\n?/gm;

/**
 * Makes a module of each of stream-chat-react's languages but English, `vendor-language:de`, with all that belongs to it: the words, how dayjs
 * writes dates, and what the vendor adds to that. Its index would bring all eleven into the first load.
 */
export const vendorLanguages = (): Plugin => ({
  name: 'vendor-languages',
  enforce: 'pre',
  resolveId: (id) => (NAME.test(id) ? OWN + NAME.exec(id)?.[1] : null),
  async load(id) {
    if (WORDS.test(id)) return 'export default {};';
    if (DATES.test(id)) return '';
    if (!id.startsWith(OWN)) return null;
    const language = id.slice(OWN.length);
    const vendor = await this.resolve('stream-chat-react');
    if (!vendor) throw new Error('stream-chat-react is not installed');
    const folder = vendor.id.replace(/index\.mjs$/, 'i18n/');
    const dates = readFileSync(`${folder}Streami18n.mjs`, 'utf8').match(ADDED) ?? [];
    const own = dates.find((block) => block.includes(`("${language}"`));
    if (!own) throw new Error(`stream-chat-react has no dates for ${language} any more`);
    return [
      `import words from '${folder}${language}.mjs${WHOLE}';`,
      `import 'dayjs/locale/${language}.js${WHOLE}';`,
      "import Dayjs from 'dayjs';",
      own,
      'export default words;',
    ].join('\n');
  },
  transform: (code, id) => {
    if (INDEX.test(id)) return code.replace(ADDED, '');
    return ENGLISH.test(id) ? code.replace(SAME, '') : null;
  },
});
