import type { Texts } from '@sealed-stream/secure-chat/react';
import type {
  ChatTexts,
  ErasingTexts,
  SetUpTexts,
  StartTexts,
  WindowTexts,
} from '@sealed-stream/secure-chat/screens';
import { createContext, useContext } from 'react';

/** All words of the app in one language. Names of windows are in `chat` too; the words of the package are `shared`. */
export type AppTexts = {
  start: StartTexts;
  setUp: SetUpTexts;
  chat: ChatTexts;
  windows: WindowTexts;
  erasing: ErasingTexts;
  shared: Texts;
};

/** The translation in use; null while that is English, whose words come with the parts that say them. */
export const TranslationContext = createContext<AppTexts | null>(null);

/** The words of one part: translated, or those that come with it. */
export const useTranslated = <Part extends keyof AppTexts>(
  part: Part,
  english: AppTexts[Part],
): AppTexts[Part] => useContext(TranslationContext)?.[part] ?? english;
