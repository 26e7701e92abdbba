import { Streami18n } from 'stream-chat-react';

/** The vendor's words, where ours are better: the composer's name would otherwise change as soon as something is typed. */
const OURS = {
  'Send a message': 'Write a message',
  'aria/Message input': 'Write a message',
  'Edit message request failed': 'The change was not sent. Try again.',
  'Send message request failed': 'The message was not sent. Try again.',
  'Error uploading attachment': 'The file could not be encrypted and sent. Try again.',
};

/** English with our words in it. */
export const createWords = (): Streami18n =>
  new Streami18n({ language: 'en', translationsForLanguage: OURS, disableDateTimeTranslations: false });
