import type { Language } from '../language/languages.ts';

type Words = { default: Record<string, string> };

/** Each a chunk of its own, made by `vendor-languages.ts` beside `vite.config.ts`: the vendor's words, and how dates are written. */
const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<Words>> = {
  de: () => import('vendor-language:de'),
  es: () => import('vendor-language:es'),
  fr: () => import('vendor-language:fr'),
  hi: () => import('vendor-language:hi'),
  it: () => import('vendor-language:it'),
  ja: () => import('vendor-language:ja'),
  ko: () => import('vendor-language:ko'),
  nl: () => import('vendor-language:nl'),
  pt: () => import('vendor-language:pt'),
  ru: () => import('vendor-language:ru'),
  tr: () => import('vendor-language:tr'),
};

/** Rejects when it cannot be loaded. */
export const loadVendorLanguage = async (language: Exclude<Language, 'en'>): Promise<Words['default']> =>
  (await LOADERS[language]()).default;
