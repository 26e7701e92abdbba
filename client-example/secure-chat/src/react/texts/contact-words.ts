import type { ContactFinding } from '../../contacts/contact-check.ts';
import type { Texts } from './english.ts';
import { asSentence } from './sentence.ts';

/** What a contact's changed keys mean, in a line. `name` is one of `NameOf`. */
export const contactWords = (kind: ContactFinding['kind'], name: string, texts: Texts): string =>
  asSentence(texts.contacts[kind](name), texts);
