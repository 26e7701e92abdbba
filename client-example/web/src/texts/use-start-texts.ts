import { useTranslated } from './app-texts.ts';
import { englishStart, type StartTexts } from './english-start.ts';

export const useStartTexts = (): StartTexts => useTranslated('start', englishStart);
