import { createContext, type PropsWithChildren, use, useCallback, useEffect, useState } from 'react';
import { memoryOf } from '../state/storage-problem.ts';
import { type AppTexts, TranslationContext } from '../texts/app-texts.ts';
import { firstLanguage, rememberLanguage } from './first-language.ts';
import type { Language } from './languages.ts';
import { isTranslated, loadTexts } from './load-texts.ts';

const memory = memoryOf(window);

type Choice = { language: Language; choose: (language: Language) => void };

const Context = createContext<Choice | null>(null);

/** Which language the app speaks, and how to choose another one. Throws outside of {@link LanguageProvider}. */
export const useLanguage = (): Choice => {
  const choice = use(Context);
  if (!choice) throw new Error('LanguageProvider is missing');
  return choice;
};

/** Remembers the language on this device, and hands out our own words in it, where the team has given any. */
export const LanguageProvider = ({ children }: PropsWithChildren) => {
  const [language, setLanguage] = useState(() => firstLanguage(memory, navigator.languages, isTranslated));
  const translation = useTranslation(language);
  const choose = useCallback((chosen: Language) => {
    rememberLanguage(memory, chosen);
    setLanguage(chosen);
  }, []);
  useEffect(() => {
    document.documentElement.lang = translation ? language : 'en';
  }, [translation, language]);
  return (
    <Context value={{ language, choose }}>
      <TranslationContext value={translation}>{children}</TranslationContext>
    </Context>
  );
};

/** When the words cannot be loaded they stay as they are: the app works, in English. */
const useTranslation = (language: Language): AppTexts | null => {
  const [translation, setTranslation] = useState<AppTexts | null>(null);
  useEffect(() => {
    let isWanted = true;
    loadTexts(language).then(
      (texts) => isWanted && setTranslation(texts),
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [language]);
  return translation;
};
