import { createHmac, timingSafeEqual } from 'node:crypto';
import { MAX_CDN_SECONDS } from './app-settings.ts';
import type { Custom, StoredUpload } from './stored.ts';
import type { World } from './world.ts';

/**
 * Addresses of uploads: on an origin of their own, signed, good for `cdn_expiration_seconds` (14 days, at most that)
 * [pub: GetStream/protocol v236, UpdateAppRequest], and signed anew only where a retrieved message shows them in its
 * `attachments` [pub: GetStream/stream-chat-ruby docs/messages/file_uploads.md]. The query is that of a signed address of Amazon's
 * CDN; `Expires` is documented there, the rest and the path are as in addresses that others have published.
 *
 * Assumed: an address without a signature, or of a file that was deleted, is signed like any other; what a message quotes is
 * no retrieved message; the answer to sending or editing shows what was sent.
 */
const APP_ID = 1;
const KEY_PAIR_ID = 'APKALOCALEMULATOR000';
/** Stream keeps so many characters of a name before its extension: seen in addresses of its CDN that others have published. */
const MAX_NAME_LENGTH = 39;

/** The address of an upload, signed from now on. */
export const addressOf = (world: World, { id, name, kind }: StoredUpload): string => {
  const folder = kind === 'image' ? 'images' : 'attachments';
  return signed(world, `/${APP_ID}/${folder}/${id}.${encodeURIComponent(shortened(name))}`);
};

const shortened = (name: string): string => {
  const [, stem = name, extension = ''] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? [];
  return stem.slice(0, MAX_NAME_LENGTH) + extension;
};

const signed = (world: World, path: string): string => {
  const seconds = world.state.app.cdn_expiration_seconds;
  const lasts = typeof seconds === 'number' ? seconds : MAX_CDN_SECONDS;
  const expires = Math.floor(world.clock.peek() / 1000) + lasts;
  return `${world.filesUrl}${path}?Expires=${expires}&Signature=${signature(world, path, expires)}&Key-Pair-Id=${KEY_PAIR_ID}`;
};

/** Of the length and in the letters of an RSA signature in an address of Amazon's CDN. */
const signature = ({ apiSecret }: World, path: string, expires: number): string =>
  Buffer.concat(
    [1, 2, 3, 4].map((part) => createHmac('sha512', apiSecret).update(`${part} ${path} ${expires}`).digest()),
  )
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('=', '_')
    .replaceAll('/', '~');

/** Whether the file at this path may be had with this query now. */
export const isGood = (world: World, path: string, query: URLSearchParams): boolean => {
  const expires = Number(query.get('Expires') ?? Number.NaN);
  const expected = Buffer.from(signature(world, path, expires));
  const given = Buffer.from(query.get('Signature') ?? '');
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return false;
  return query.get('Key-Pair-Id') === KEY_PAIR_ID && expires * 1000 > world.clock.peek();
};

/** The id of the upload at a path of ours, or an empty text. */
export const uploadIdIn = (path: string): string =>
  /\/(?:attachments|images)\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\./.exec(path)?.[1] ?? '';

/** A retrieved message's attachments: each address of an upload is signed from now on. */
export const renewed = (world: World, attachments: readonly Custom[]): Custom[] =>
  attachments.map((attachment) =>
    Object.fromEntries(
      Object.entries(attachment).map(([field, value]) => [
        field,
        RENEWED_FIELDS.includes(field) && isOurs(world, value)
          ? signed(world, new URL(value).pathname)
          : value,
      ]),
    ),
  );

const RENEWED_FIELDS = ['asset_url', 'image_url', 'thumb_url'];

/** Also at another port, and at an address of an earlier start: the stack's may have changed since. */
const isOurs = (world: World, value: unknown): value is string => {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url !== null && world.state.fileHostnames.has(url.hostname) && uploadIdIn(url.pathname) !== '';
};
