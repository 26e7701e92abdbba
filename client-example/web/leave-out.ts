import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * Modules that stream-chat-react imports by name though this app never shows them: the features that are switched off (see
 * `shared/domain/stream-settings.ts`).
 */
const LEFT_OUT = [
  /stream-chat-react\/dist\/es\/components\/Poll\/Poll\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/Poll\/PollCreationDialog\/PollCreationDialog\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/Location\/ShareLocationDialog\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MessageList\/MessageList\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/InfiniteScrollPaginator\/InfiniteScroll\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MessageList\/GiphyPreviewMessage\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MediaRecorder\/AudioRecorder\/AudioRecorder\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MediaRecorder\/AudioRecorder\/AudioRecordingButtonWithNotification\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/Search\/Search\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MediaRecorder\/classes\/MediaRecorderController\.mjs$/,
  // Only pictures are handed to the vendor's attachments (`sealed-attachments.tsx`).
  /stream-chat-react\/dist\/es\/components\/Attachment\/(AttachmentActions|Audio|Geolocation|Giphy|UnsupportedAttachment|VideoAttachment|VoiceRecording|LinkPreview\/Card)\.mjs$/,
  // The composer looks nothing up and has no commands, and a row of the list has no actions.
  /stream-chat-react\/dist\/es\/components\/TextareaComposer\/SuggestionList\/SuggestionList\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/MessageComposer\/AttachmentSelector\/CommandsMenu\.mjs$/,
  /stream-chat-react\/dist\/es\/components\/ChannelListItem\/ChannelListItemActionButtons\.(defaults\.)?mjs$/,
  /fix-webm-duration\/fix-webm-duration\.js$/,
  // The contract's schemas check what comes; nobody here writes JSON Schema from them.
  /zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/,
  // Messages are Markdown without HTML in it, so there is no SVG whose attributes would have to be known.
  /property-information\/lib\/svg\.js$/,
];

/** Of this one stream-chat-react uses a single form: by the name of a property. The whole compares deeply, with 5 KB. */
const UNIQ_BY = /lodash\.uniqby\/index\.js$/;
const UNIQ_BY_NAME = `export default (items, name) => {
  const seen = new Set();
  return items.filter((item) => !seen.has(item[name]) && seen.add(item[name]));
};`;

/** The kinds of 1,200 file names, for files of which the browser names none: those are sent as what they are, bytes. 12 KB. */
const FILE_KINDS = /file-selector\/dist\/[^/]+\/file\.js$/;
const KINDS = /(COMMON_MIME_TYPES = new Map\()[^;]*(\);)/;

/** A row of the list is drawn by us, without the vendor's preview of a message. Markdown is needed when a conversation is opened. */
const PREVIEW = /stream-chat-react\/dist\/es\/components\/ChannelListItem\/utils\.mjs$/;
const MARKDOWN = /^(mdast-util-to-string|react-markdown|remark-gfm|remark-parse|unified)$|\/remarkPlugins\//;
const NAMES_OF_MARKDOWN = [
  'default',
  'htmlToTextPlugin',
  'imageToLink',
  'plusPlusToEmphasis',
  'toString',
  'unified',
];
const NO_MARKDOWN = '\0no-markdown';

/** Puts a module of the same export names in place of each: components that show nothing. */
export const leaveOutUnused = (): Plugin => ({
  name: 'leave-out-unused',
  enforce: 'pre',
  resolveId: (id, importer = '') => (PREVIEW.test(importer) && MARKDOWN.test(id) ? NO_MARKDOWN : null),
  load: (id) => {
    if (id === NO_MARKDOWN) return emptyModule(NAMES_OF_MARKDOWN);
    if (UNIQ_BY.test(id)) return UNIQ_BY_NAME;
    if (FILE_KINDS.test(id)) return readFileSync(id, 'utf8').replace(KINDS, '$1$2');
    if (!LEFT_OUT.some((pattern) => pattern.test(id))) return null;
    return emptyModule(exportedNames(readFileSync(id, 'utf8')));
  },
});

/** `export const a = …` and `export { a, b as c };`, as builds write them; scripts have the default export only. */
const exportedNames = (code: string): string[] => {
  const declared = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name = '']) => name);
  const listed = [...code.matchAll(/^export \{([^}]*)\};/gm)].flatMap(([, list = '']) =>
    list.split(',').map((part) => part.trim().split(' as ').at(-1) ?? ''),
  );
  return declared.length + listed.length > 0 ? [...declared, ...listed] : ['default'];
};

const emptyModule = (names: readonly string[]): string => names.map(emptyExport).join('\n');

const emptyExport = (name: string): string =>
  name === 'default' ? 'export default {};' : `export const ${name} = () => null;`;
