import { gunzipSync } from 'node:zlib';

/**
 * Content types whose body reaches the function as text. AWS's documentation says only "binary"; this list was measured
 * on a real HTTP API by others (ministack pull request 766): everything else, a missing type included, comes as base64.
 */
const TEXT = /^(text\/[^;]+|application\/(json|javascript|xml))\s*(;|$)/i;

/**
 * What becomes of a text type whose body is compressed, or is not UTF-8. AWS does not say, so that each can be tried: `base64` keeps
 * the bytes; `text` makes text of them all the same, with a mark for each that is none; `decoded` is what was compressed, as text.
 */
export type CompressedBodies = 'base64' | 'text' | 'decoded';

/** The body fields of a payload 2.0 event. */
export const eventBody = (
  body: Buffer,
  headers: Record<string, string>,
  compressed: CompressedBodies = 'base64',
): { body?: string; isBase64Encoded: boolean } => {
  if (body.length === 0) return { isBase64Encoded: false };
  const text = textOf(body, headers, compressed);
  return text === undefined
    ? { body: body.toString('base64'), isBase64Encoded: true }
    : { body: text, isBase64Encoded: false };
};

const textOf = (
  body: Buffer,
  headers: Record<string, string>,
  compressed: CompressedBodies,
): string | undefined => {
  if (!TEXT.test(headers['content-type'] ?? '')) return undefined;
  if (compressed === 'text') return body.toString('utf8');
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return decodeUtf8(body);
  return compressed === 'decoded' && encoding === 'gzip' ? decodeUtf8(gunzip(body)) : undefined;
};

const decodeUtf8 = (body: Buffer | undefined): string | undefined => {
  try {
    return body && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
};

const gunzip = (body: Buffer): Buffer | undefined => {
  try {
    return gunzipSync(body);
  } catch {
    return undefined;
  }
};
