import { isLanguage, type Language } from './languages.ts';

/** Not among the names of one person's memory (see `openDevice`): it is the device's, and stays when somebody signs out. */
const KEY = 'sealed-stream-language';

type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * What was chosen on this device; else the first language of the reader in which the whole app speaks, else English. Nobody gets
 * half an app in their language without having asked for it.
 */
export const firstLanguage = (
  memory: Memory,
  readers: readonly string[],
  isTranslated: (language: Language) => boolean,
): Language => {
  const chosen = memory.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  const wanted = readers.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.filter(isLanguage).find(isTranslated) ?? 'en';
};

export const rememberLanguage = (memory: Memory, language: Language): void => memory.setItem(KEY, language);
