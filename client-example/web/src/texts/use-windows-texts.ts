import { englishWindows, type WindowTexts } from '@sealed-stream/secure-chat/screens';
import { useTranslated } from './app-texts.ts';

export const useWindowTexts = (): WindowTexts => useTranslated('windows', englishWindows);
