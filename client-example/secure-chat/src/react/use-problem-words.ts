import { useCallback } from 'react';
import { type KnownNames, problemWords } from './texts/problem-words.ts';
import { useTexts } from './texts-context.ts';

/** Says in words what went wrong in the chat; `nameOf` where people may be meant. */
export const useProblemWords = (): ((error: unknown, nameOf?: KnownNames) => string) => {
  const texts = useTexts();
  return useCallback((error, nameOf) => problemWords(error, texts, nameOf), [texts]);
};
