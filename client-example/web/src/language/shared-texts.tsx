import { TextsProvider } from '@sealed-stream/secure-chat/react';
import { type PropsWithChildren, useContext } from 'react';
import { TranslationContext } from '../texts/app-texts.ts';

const ENGLISH = {};

/** Hands the package's words on in the language of the app. Not needed to sign in, and so apart from {@link LanguageProvider}. */
export const SharedTexts = ({ children }: PropsWithChildren) => (
  <TextsProvider texts={useContext(TranslationContext)?.shared ?? ENGLISH}>{children}</TextsProvider>
);
