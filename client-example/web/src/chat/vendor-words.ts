import { useEffect, useState } from 'react';
import { Streami18n } from 'stream-chat-react';
import { useLanguage } from '../language/language-provider.tsx';
import type { Language } from '../language/languages.ts';
import { loadVendorLanguage } from './vendor-languages.ts';

/** In every language. What is seen and what is read out must be the same (WCAG 2.5.3): where ours is empty, the content is read out. */
const OURS = {
  'aria/Jump to quoted message': '',
  'aria/Reaction list': '',
};

/** The vendor's English, where ours is better. */
const OUR_ENGLISH = {
  'Thread Reply': 'Open Thread',
  'Quote Reply': 'Quote Message',
  'Mark as unread': 'Mark Message Unread',
  'aria/Open Reaction Selector': 'Add reaction',
  // Otherwise the composer's name changes as soon as something is typed.
  'Send a message': 'Write a message',
  'aria/Message input': 'Write a message',
  // The same clock in the list as beside the messages.
  'timestamp/ChannelPreviewTimestamp':
    '{{ timestamp | timestampFormatter(calendar: true; calendarFormats: { "sameDay": "HH:mm", "lastDay": "[Yesterday]", "lastWeek": "dddd", "sameElse": "L" }) }}',
  'Edit message request failed': 'The change was not sent. Try again.',
  'Send message request failed': 'The message was not sent. Try again.',
  'Error uploading attachment': 'The file could not be encrypted and sent. Try again.',
};

/** The vendor's words in the chosen language, once they are loaded; until then, and when they cannot be had, those from before. */
export const useVendorWords = (): Streami18n => {
  const { language } = useLanguage();
  const [words, setWords] = useState(english);
  useEffect(() => {
    let isWanted = true;
    wordsIn(language).then(
      (found) => isWanted && setWords(found),
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [language]);
  return words;
};

const english = (): Streami18n =>
  new Streami18n({ language: 'en', translationsForLanguage: { ...OUR_ENGLISH, ...OURS } });

const wordsIn = async (language: Language): Promise<Streami18n> =>
  language === 'en'
    ? english()
    : new Streami18n({
        language,
        translationsForLanguage: { ...(await loadVendorLanguage(language)), ...OURS },
      });
