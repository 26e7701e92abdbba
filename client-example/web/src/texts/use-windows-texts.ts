import { useTranslated } from './app-texts.ts';
import { englishWindows, type WindowTexts } from './english-windows.ts';

export const useWindowTexts = (): WindowTexts => useTranslated('windows', englishWindows);
