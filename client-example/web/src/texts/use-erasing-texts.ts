import { type ErasingTexts, englishErasing } from '@sealed-stream/secure-chat/screens';
import { useTranslated } from './app-texts.ts';

export const useErasingTexts = (): ErasingTexts => useTranslated('erasing', englishErasing);
