import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, inflateRawSync } from 'node:zlib';

/** A secret found where it must not be. */
export type Leak = { file: string; secret: string; form: string };

/**
 * Looks for secrets in all files under the folders, in every form in which a careless program would write them, also inside
 * gzip streams. Secrets should be ASCII and unique; what surrounds them may be anything.
 */
export const findLeaks = (folders: readonly string[], secrets: readonly string[]): Leak[] => {
  const leaks: Leak[] = [];
  const forms = secrets.map((secret) => ({ secret, forms: formsOf(secret) }));
  for (const folder of folders)
    for (const file of filesUnder(folder)) {
      const content = readFileSync(file);
      for (const bytes of [content, ...gunzippedParts(content)])
        for (const { secret, forms: known } of forms)
          for (const { form, needle } of known)
            if (bytes.includes(needle)) leaks.push({ file: relative(folder, file), secret, form });
    }
  return leaks;
};

const FOUND_WITHIN_MS = 15_000;

/**
 * Resolves when a secret stands in all these files of the folder: what hooks and queues get is written a moment after a send, and
 * a stack that closes gives up what is still under way. Throws after 15 s.
 */
export const untilWritten = async (
  folder: string,
  secret: string,
  files: readonly string[],
): Promise<void> => {
  const missing = () => {
    const found = findLeaks([folder], [secret]).map(({ file }) => file);
    return files.filter((file) => !found.includes(file));
  };
  for (const end = Date.now() + FOUND_WITHIN_MS; missing().length > 0; await sleep(100))
    if (Date.now() > end) throw new Error(`${secret} did not come into ${missing().join(', ')}`);
};

type Form = { form: string; needle: Buffer };

/** Every way of writing a secret that is searched for. */
export const formsOf = (secret: string): Form[] => {
  const bytes = Buffer.from(secret);
  const wide = Buffer.from(secret, 'utf16le');
  const escaped = [...secret].map((character) => character.charCodeAt(0));
  const texts = {
    plain: secret,
    'hex, lower case': bytes.toString('hex'),
    'hex, upper case': bytes.toString('hex').toUpperCase(),
    'percent-encoded': escaped.map((code) => `%${hex(code, 2).toUpperCase()}`).join(''),
    'escaped as in JSON': escaped.map((code) => `\\u${hex(code, 4)}`).join(''),
    reversed: [...secret].reverse().join(''),
  };
  return [
    ...Object.entries(texts).map(([form, text]) => ({ form, needle: Buffer.from(text) })),
    { form: 'UTF-16LE', needle: wide },
    { form: 'UTF-16BE', needle: Buffer.from(wide).swap16() },
    ...[0, 1, 2].flatMap((shift) => base64Forms(bytes, shift)),
  ];
};

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

/** How the bytes look inside longer base64 when `shift` bytes, modulo 3, stand before them: the digits they alone decide. */
const base64Forms = (bytes: Buffer, shift: number): Form[] => {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor((whole.length * 8) / 6);
  const digits = whole.toString('base64').slice(first, last);
  const url = digits.replaceAll('+', '-').replaceAll('/', '_');
  return [
    { form: `base64, shifted by ${shift}`, needle: Buffer.from(digits) },
    { form: `base64url, shifted by ${shift}`, needle: Buffer.from(url) },
  ];
};

/** A gzip header without optional parts, as every writer here makes it: ten bytes, then raw deflate. */
const GZIP_START = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);
const GZIP_HEADER_BYTES = 10;
/** Base64 of the same start. Stream sends events to queues so (stream.md section 9.3). */
const BASE64_GZIP = /H4sIA[A-Za-z0-9+/]+/g;

/** What is compressed in it, such as the bodies of hooks and events; a stream cut short gives what it holds. */
const gunzippedParts = (content: Buffer): Buffer[] => {
  const starts: Buffer[] = [];
  for (let at = content.indexOf(GZIP_START); at >= 0; at = content.indexOf(GZIP_START, at + 1))
    starts.push(content.subarray(at));
  for (const [encoded] of content.toString('latin1').matchAll(BASE64_GZIP))
    starts.push(Buffer.from(encoded, 'base64'));
  return starts.flatMap(inflate);
};

const inflate = (gzip: Buffer): Buffer[] => {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    return [inflateRawSync(gzip.subarray(GZIP_HEADER_BYTES), options)];
  } catch {
    return []; // four bytes that only looked like a start
  }
};

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
