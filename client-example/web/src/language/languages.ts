/** Languages that the vendor's interface speaks, each by its own name. */
export const LANGUAGES = {
  de: 'Deutsch',
  en: 'English',
  es: 'Español',
  fr: 'Français',
  it: 'Italiano',
  nl: 'Nederlands',
  pt: 'Português',
  tr: 'Türkçe',
  ru: 'Русский',
  hi: 'हिन्दी',
  ja: '日本語',
  ko: '한국어',
} as const;

export type Language = keyof typeof LANGUAGES;

export const isLanguage = (text: string | null): text is Language =>
  text !== null && Object.hasOwn(LANGUAGES, text);
