import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * Modules that stream-chat-react imports by name though this app never shows them: the other languages of its own texts, and
 * the features that are switched off (see `shared/domain/stream-settings.ts`).
 */
const LEFT_OUT = [
  /stream-chat-react\/dist\/es\/i18n\/(?!en\.)[a-z]{2}\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/Poll\/Poll\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/Poll\/PollCreationDialog\/PollCreationDialog\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/Location\/ShareLocationDialog\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MessageList\/VirtualizedMessageList\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MediaRecorder\/AudioRecorder\/AudioRecorder\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MediaRecorder\/AudioRecorder\/AudioRecordingButtonWithNotification\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/Search\/Search\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MediaRecorder\/classes\/MediaRecorderController\.mjs$/,
  // Only pictures are handed to the vendor's attachments (`sealed-attachments.tsx`).
  /stream-chat-react\/dist\/es\/components\/Attachment\/(Audio|Geolocation|Giphy|UnsupportedAttachment|VideoAttachment|VoiceRecording|LinkPreview\/Card)\.mjs$/,
  // The composer looks nothing up, and a row of the list has no actions.
  /stream-chat-react\/dist\/es\/components\/TextareaComposer\/SuggestionList\/(CommandItem|EmoticonItem|MentionItem\/MentionItem)\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/ChannelListItem\/ChannelListItemActionButtons\.(defaults\.)?mjs$/,
  /fix-webm-duration\/fix-webm-duration\.js$/,
  /dayjs\/locale\/(?!en\.)[a-z]{2}\.js$/,
];

/** Puts an empty module of the same export names in place of each: components that show nothing, texts that say nothing. */
export const leaveOutUnused = (): Plugin => ({
  name: 'leave-out-unused',
  enforce: 'pre',
  load: (id) => {
    if (!LEFT_OUT.some((pattern) => pattern.test(id))) return null;
    return exportedNames(readFileSync(id, 'utf8')).map(emptyExport).join('\n');
  },
});

/** The vendor's build ends each module with one `export { a, b as c };`. Dayjs's languages are scripts without exports. */
const exportedNames = (code: string): string[] => {
  const list = /export \{([^}]*)\};/.exec(code)?.[1] ?? 'default';
  return list.split(',').map((part) => part.trim().split(' as ').at(-1) ?? '');
};

const emptyExport = (name: string): string =>
  name === 'default' ? 'export default {};' : `export const ${name} = () => null;`;
