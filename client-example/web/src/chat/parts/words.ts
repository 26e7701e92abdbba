import { Streami18n } from 'stream-chat-react';

/** The vendor's words, where ours are better. */
const OURS = {
  // What is seen and what is read out must be the same (WCAG 2.5.3); where ours is empty, the content is read out.
  'Thread Reply': 'Open Thread',
  'Quote Reply': 'Quote Message',
  'Mark as unread': 'Mark Message Unread',
  'aria/Open Reaction Selector': 'Add reaction',
  'aria/Jump to quoted message': '',
  'aria/Reaction list': '',
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

/** English with our words in it. */
export const createWords = (): Streami18n =>
  new Streami18n({ language: 'en', translationsForLanguage: OURS });
