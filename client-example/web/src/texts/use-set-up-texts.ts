import { useTranslated } from './app-texts.ts';
import { englishSetUp, type SetUpTexts } from './english-set-up.ts';

export const useSetUpTexts = (): SetUpTexts => useTranslated('setUp', englishSetUp);
