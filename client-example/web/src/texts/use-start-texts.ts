import { englishStart, type StartTexts } from '@sealed-stream/secure-chat/screens';
import { useTranslated } from './app-texts.ts';

export const useStartTexts = (): StartTexts => useTranslated('start', englishStart);
