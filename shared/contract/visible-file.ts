import { bytesOf } from './encrypted-text.ts';
import { isEmpty } from './is-empty.ts';
import { looksRandom } from './looks-random.ts';
import { PRIVATE_ADDRESS } from './private-network.ts';

/*
 * What stands of a file beside the ciphertext, where Stream can see it: its address, because Stream signs that anew whenever the message
 * is read, there and nowhere else [pub: GetStream/stream-chat-ruby docs/messages/file_uploads.md]. All else about the file is in
 * the envelope. Why an address may have this form only: docs/decisions/017-visible-files.md.
 */

/** Of one message; as many as the composer of Stream's interfaces takes unless told [pub: GetStream/stream-chat-js src/constants.ts]. */
export const MAX_FILES = 10;

/** Bytes of JSON that Stream takes for a message's attachments together [pub: stream-chat-ruby docs/messages/send_message.md, "5KB"]. */
export const MAX_VISIBLE_BYTES = 5 * 1024;

/** The hosts of Stream's own CDN, one per region [pub: GetStream/stream-chat-android, its pattern of the default CDN's hosts]. */
export const STREAM_FILE_HOSTS: readonly string[] = ['https://*.stream-io-cdn.com'];

/**
 * A place files may be fetched from: an origin, `*.` for one name before it. In the clear on this machine and in a private network only, where
 * developers' machines are; stage files name none of the latter.
 */
export const FILE_HOST = new RegExp(
  `^(?:https://(?:\\*\\.)?(?:[a-z0-9-]+\\.)+[a-z]{2,63}(?::\\d{1,5})?|http://(?:${PRIVATE_ADDRESS.source}|localhost|\\[::1\\]):\\d{1,5})$`,
);

export type VisibleFile = { type: typeof VISIBLE_TYPE; asset_url: string };

const VISIBLE_TYPE = 'file';
const MAX_ADDRESS_LENGTH = 1500;

/**
 * What to send with a message for files at these addresses, in their order: as Stream gave them, or unsigned where that would be too long for
 * it, or is signed in a form that is not known here and would be refused.
 */
export const visibleFiles = (addresses: readonly string[]): VisibleFile[] => {
  const signed = addresses.map(signedAsKnown).map(visibleFile);
  return JSON.stringify(signed).length <= MAX_VISIBLE_BYTES
    ? signed
    : addresses.map(unsigned).map(visibleFile);
};

const visibleFile = (address: string): VisibleFile => ({ type: VISIBLE_TYPE, asset_url: address });

const signedAsKnown = (address: string): string => {
  const [place = '', query] = address.split('?');
  return query === undefined || isSignature(query, place) ? address : place;
};

/** An address without its signature: the same for the same bytes, however often it is signed anew. */
export const unsigned = (address: string): string => address.split('?', 1)[0] ?? '';

/** Whether a message's attachments are addresses of files and nothing else: at most {@link MAX_FILES}, each of the one form. */
export const areVisibleFiles = (attachments: unknown, fileHosts: readonly string[]): boolean =>
  Array.isArray(attachments) &&
  attachments.length <= MAX_FILES &&
  attachments.every((attachment) => addressOf(attachment, fileHosts) !== null) &&
  unknownNames(attachments).size <= MOST_UNKNOWN_NAMES;

/** The address in an attachment of the one form; null for any other. Fields that Stream may add have to be empty. */
export const addressOf = (attachment: unknown, fileHosts: readonly string[]): string | null => {
  if (typeof attachment !== 'object' || attachment === null) return null;
  const { type, asset_url: address, ...others } = attachment as Record<string, unknown>;
  if (type !== VISIBLE_TYPE || !isFileAddress(address, fileHosts)) return null;
  return Object.entries(others).every(([name, value]) => NAME.test(name) && saysNothing(value))
    ? address
    : null;
};

/** What Stream may fill in [pub: GetStream/protocol v236, Attachment; stream-chat-js src/types.ts]. */
const STREAMS_NAMES: ReadonlySet<string> = new Set([
  'type',
  'asset_url',
  'actions',
  'author_icon',
  'author_link',
  'author_name',
  'color',
  'custom',
  'fallback',
  'fields',
  'file_size',
  'footer',
  'footer_icon',
  'giphy',
  'image_url',
  'mime_type',
  'og_scrape_url',
  'original_height',
  'original_width',
  'pretext',
  'text',
  'thumb_url',
  'title',
  'title_link',
]);

/** Of all attachments of a message together: a new field of Stream's would stand in each, and more are somebody's words, one to a name. */
const MOST_UNKNOWN_NAMES = 3;

const unknownNames = (attachments: readonly object[]): Set<string> =>
  new Set(attachments.flatMap(Object.keys).filter((name) => !STREAMS_NAMES.has(name)));

/** As Stream's own fields are called (`og_scrape_url`, `actions`): too little for words. */
const NAME = /^[a-z]{1,16}(?:_[a-z]{1,16}){0,2}$/;

/** `original_width` comes as 0 where there is none. */
const saysNothing = (value: unknown): boolean => isEmpty(value) || value === 0;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Stream puts an id of its own before the name of what was uploaded; ours is `<uuid>.bin`. */
const OPAQUE_NAME = `(?:(?:${UUID}|[0-9a-f]{1,40})[._-]){0,2}${UUID}(?:\\.bin)?`;
/** The app's number, and what kind of upload it is. */
const FOLDER = '(?:[0-9a-f]{1,40}|attachments|files|uploads)';
const ADDRESS = new RegExp(
  `^(?<origin>https?://[a-z0-9.[\\]:-]{1,120})(?<path>(?:/${FOLDER}){0,4}/${OPAQUE_NAME})(?:\\?(?<query>[^?#]+))?$`,
);

/** Whether this is where a file with a meaningless name lies at one of these hosts. Nothing in it can be read as words. */
export const isFileAddress = (address: unknown, fileHosts: readonly string[]): address is string => {
  if (typeof address !== 'string' || address.length > MAX_ADDRESS_LENGTH) return false;
  const { origin = '', path = '', query } = ADDRESS.exec(address)?.groups ?? {};
  if (!fileHosts.some((host) => isAt(host, origin))) return false;
  return query === undefined || isSignature(query, origin + path);
};

/** As long as names of regions are: a longer one might be words. */
const REGION = /^[a-z0-9-]{1,20}$/;

/** One name for the star, without a dot. */
const isAt = (host: string, origin: string): boolean => {
  if (!FILE_HOST.test(host)) return false;
  const [before = '', after] = host.split('*.');
  if (after === undefined) return origin === host;
  const name = origin.slice(before.length, -after.length - 1);
  return origin === `${before}${name}.${after}` && REGION.test(name);
};

/**
 * What stands in a query of a signed address of Amazon's CDN, by name [pub: AWS, CloudFront, signed URLs; seen in addresses of
 * Stream's CDN that others have published]: numbers, names of keys, and what is random or can be checked.
 */
const SIGNATURE_PARTS: Record<string, (value: string, place: string) => boolean> = {
  Expires: (value) => /^\d{1,13}$/.test(value),
  'Key-Pair-Id': (value) => /^(?:APKA|K)[A-Z0-9]{10,20}$/.test(value),
  'Hash-Algorithm': (value) => /^SHA(?:1|256)$/.test(value),
  Signature: (value) => isRandom(value),
  Policy: (value, place) => isPolicy(value, place),
  dl: (value) => new RegExp(`^${OPAQUE_NAME}$`).test(value),
  ro: (value) => /^[01]$/.test(value),
};

const isSignature = (query: string, place: string): boolean => {
  const parts = query.split('&').map((part) => part.split('='));
  const names = new Set(parts.map(([name]) => name));
  return (
    names.size === parts.length &&
    parts.every(
      ([name = '', value = '', ...more]) =>
        more.length === 0 &&
        Object.hasOwn(SIGNATURE_PARTS, name) &&
        SIGNATURE_PARTS[name]?.(value, place) === true,
    )
  );
};

/** What base64 as CloudFront writes it into addresses stands for. Null when it is none. */
const decoded = (value: string): string | null => {
  const base64 = value.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/');
  return /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)
    ? atob(base64)
    : null;
};

const MIN_SIGNATURE_BYTES = 32;
const MAX_SIGNATURE_BYTES = 512;

/** Neither words in base64 nor words in the letters of base64. */
const isRandom = (value: string): boolean => {
  const binary = decoded(value) ?? '';
  return (
    binary.length >= MIN_SIGNATURE_BYTES &&
    binary.length <= MAX_SIGNATURE_BYTES &&
    looksRandom(bytesOf(binary))
  );
};

/** Until when the file at this very place may be had, and nothing else. */
const isPolicy = (value: string, place: string): boolean => {
  const policy = decoded(value) ?? '';
  const [before, until] = policy.split('","Condition":{"DateLessThan":{"AWS:EpochTime":');
  const start = `{"Statement":[{"Resource":"${place}`;
  return (
    before?.startsWith(start) === true &&
    /^\??\*?$/.test(before.slice(start.length)) &&
    /^\d{1,13}\}\}\}\]\}$/.test(until ?? '')
  );
};
