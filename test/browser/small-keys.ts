/** Runs in a page before its own scripts: RSA keys get 1024 bits, whatever was asked for, and take no seconds to make. */
export const makeSmallKeys = (): void => {
  if (!globalThis.isSecureContext) return; // an empty page has no keys to make
  const { generateKey } = SubtleCrypto.prototype;
  const generateSmallKey = function (
    this: SubtleCrypto,
    algorithm: AlgorithmIdentifier,
    ...others: unknown[]
  ) {
    const isRsa = typeof algorithm === 'object' && 'modulusLength' in algorithm;
    const used = isRsa ? { ...algorithm, modulusLength: 1024 } : algorithm;
    return Reflect.apply(generateKey, this, [used, ...others]);
  };
  SubtleCrypto.prototype.generateKey = generateSmallKey as typeof generateKey;
};
