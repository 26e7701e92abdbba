/** What encrypting one thing takes besides its bytes. */
export type AesGcm = {
  /** 32 bytes. */
  key: Uint8Array;
  /** 12 bytes, never used twice with one key. */
  nonce: Uint8Array;
  /** Checked when it is decrypted, and not part of the outcome. */
  boundTo: Uint8Array;
};

/** AES-256-GCM. What comes out is 16 bytes longer than what goes in. By WebCrypto; on React Native, which has none, in JavaScript that is loaded only there. */
export const encrypt = async (bytes: Uint8Array, how: AesGcm): Promise<Uint8Array> => {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return (await inJavaScript(how)).encrypt(bytes);
  const key = await subtle.importKey('raw', own(how.key), 'AES-GCM', false, ['encrypt']);
  return new Uint8Array(await subtle.encrypt(paramsOf(how), key, own(bytes)));
};

/** The way back. Rejects when key, nonce, what it is bound to or a single byte is not the same. */
export const decrypt = async (bytes: Uint8Array, how: AesGcm): Promise<Uint8Array> => {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return (await inJavaScript(how)).decrypt(bytes);
  const key = await subtle.importKey('raw', own(how.key), 'AES-GCM', false, ['decrypt']);
  return new Uint8Array(await subtle.decrypt(paramsOf(how), key, own(bytes)));
};

const inJavaScript = async ({ key, nonce, boundTo }: AesGcm) => {
  const { gcm } = await import('@noble/ciphers/aes.js');
  return gcm(key, nonce, boundTo);
};

const paramsOf = ({ nonce, boundTo }: AesGcm) => ({
  name: 'AES-GCM',
  iv: own(nonce),
  additionalData: own(boundTo),
});

const own = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;
