import { useTranslated } from './app-texts.ts';
import { type ErasingTexts, englishErasing } from './english-erasing.ts';

export const useErasingTexts = (): ErasingTexts => useTranslated('erasing', englishErasing);
