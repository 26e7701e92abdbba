/** This machine's WebCrypto, a `SubtleCrypto`, which an app's compiler need not know; undefined where there is none, as on React Native. */
export const webCrypto = (): object | undefined => globalThis.crypto?.subtle;
