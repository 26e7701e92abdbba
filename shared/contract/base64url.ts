import { bytesOf } from './encrypted-text.ts';

/*
 * base64url without padding (RFC 4648 section 5). The last character of 32 or 64 bytes has bits to spare, which must be zero: else one value had
 * several spellings.
 */

/** Of 32 bytes: a key, or a SHA-256. */
export const BASE64URL_OF_32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** Of 64 bytes: a signature. */
export const BASE64URL_OF_64 = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/** Of no more than some thousand bytes. */
export const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

/** The bytes of a text that matches one of the patterns above. Throws for one that is no base64url. */
export const fromBase64Url = (text: string): Uint8Array =>
  bytesOf(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
