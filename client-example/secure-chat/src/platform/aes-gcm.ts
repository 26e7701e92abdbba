/** What encrypting one thing takes besides its bytes. */
export type AesGcm = {
  /** 32 bytes, which stay as they are: they are made ready once. */
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
  return new Uint8Array(await subtle.encrypt(paramsOf(how), await keyOf(subtle, how), own(bytes)));
};

/** The way back. Rejects when key, nonce, what it is bound to or a single byte is not the same. */
export const decrypt = async (bytes: Uint8Array, how: AesGcm): Promise<Uint8Array> => {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return (await inJavaScript(how)).decrypt(bytes);
  return new Uint8Array(await subtle.decrypt(paramsOf(how), await keyOf(subtle, how), own(bytes)));
};

const ready = new WeakMap<Uint8Array, Promise<CryptoKey>>();

const keyOf = (subtle: SubtleCrypto, { key }: AesGcm): Promise<CryptoKey> => {
  const importing =
    ready.get(key) ?? subtle.importKey('raw', own(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  ready.set(key, importing);
  return importing;
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
