import type { AppTexts } from '../texts/app-texts.ts';
import type { Language } from './languages.ts';

/**
 * The team's translations of the app's and the package's own words. Each is a module of its own, loaded when its language is used:
 * `de: async () => (await import('../texts/german.ts')).german`. The type `AppTexts` asks for every word.
 */
const TRANSLATIONS: { [L in Language]?: () => Promise<AppTexts> } = {};

/** Our own words in a language; null where the team has given none: they stay English then. */
export const loadTexts = async (language: Language): Promise<AppTexts | null> =>
  (await TRANSLATIONS[language]?.()) ?? null;

export const isTranslated = (language: Language): boolean => language === 'en' || language in TRANSLATIONS;
