import { bytesOf } from '../../../../shared/contract/encrypted-text.ts';

/** Standard base64, padded. */
export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Bytes of standard base64, padded or not. */
export const fromBase64 = (text: string): Uint8Array => bytesOf(atob(text));
