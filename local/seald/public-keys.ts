import { constants, createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

const KEY_SIZES = [1024, 2048, 4096];

const toKey = (spkiBase64: string): KeyObject =>
  createPublicKey({ key: Buffer.from(spkiBase64, 'base64'), format: 'der', type: 'spki' });

/** Modulus length in bits of an RSA public key (base64 of its SPKI DER), or undefined when it is not one the SDK makes. */
export const rsaKeySize = (spkiBase64: string): number | undefined => {
  try {
    const key = toKey(spkiBase64);
    const size = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return key.asymmetricKeyType === 'rsa' && KEY_SIZES.includes(size) ? size : undefined;
  } catch {
    return undefined;
  }
};

/** Base64 of SHA-256 over the SPKI DER bytes (seald.md section 2). */
export const keyHash = (spkiBase64: string): string =>
  createHash('sha256').update(Buffer.from(spkiBase64, 'base64')).digest('base64');

/** Checks an RSA-PSS signature: SHA-256, MGF1-SHA-256, maximal salt (seald.md section 3). Never throws. */
export const isSignedBy = (spkiBase64: string, text: string, signatureBase64: string): boolean => {
  try {
    const key = toKey(spkiBase64);
    const saltLength = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8) - 34;
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return verify(
      'sha256',
      Buffer.from(text, 'latin1'),
      { key, padding, saltLength },
      Buffer.from(signatureBase64, 'base64'),
    );
  } catch {
    return false;
  }
};
