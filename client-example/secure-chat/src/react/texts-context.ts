import {
  createContext,
  createElement,
  type PropsWithChildren,
  type ReactElement,
  useContext,
  useMemo,
} from 'react';
import { englishTexts, type Texts } from './texts/english.ts';

const Context = createContext<Texts>(englishTexts);

export type TextsProviderProps = PropsWithChildren<{
  /** A group of words that is left out stays English; within a group the compiler asks for every key. */
  texts: Partial<Texts>;
}>;

/** Words of another language for the hooks below it, also where there is no `SecureChatProvider` yet. */
export const TextsProvider = ({ texts, children }: TextsProviderProps): ReactElement => {
  const whole = useMemo(() => ({ ...englishTexts, ...texts }), [texts]);
  return createElement(Context, { value: whole }, children);
};

/** The words in use: English unless a provider above gives others. */
export const useTexts = (): Texts => useContext(Context);
