/** The bytes of a text in UTF-8. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The text of such bytes. Throws when they are not UTF-8. Not by `TextDecoder`, which some phones do not have. */
export const fromUtf8 = (bytes: Uint8Array): string =>
  decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));

/** Does as `fromUtf8`, in a small part of the time. Only where there is WebCrypto: then there is a `TextDecoder`. */
export const createUtf8Decoder = (): ((bytes: ArrayBuffer) => string) => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (bytes) => decoder.decode(bytes);
};
