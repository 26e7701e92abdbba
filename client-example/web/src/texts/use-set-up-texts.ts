import { englishSetUp, type SetUpTexts } from '@sealed-stream/secure-chat/screens';
import { useTranslated } from './app-texts.ts';

export const useSetUpTexts = (): SetUpTexts => useTranslated('setUp', englishSetUp);
