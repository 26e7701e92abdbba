import { x25519 } from '@noble/curves/ed25519.js';
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { fromBase64Url, toBase64Url } from '../contract/base64url.ts';

/** HPKE (RFC 9180) in its base mode: who holds the recipient alone can seal, and cannot open. */
const suite = () => new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
/** Bytes of the encapsulated secret, which stands in front of the ciphertext (RFC 9180 section 7.1). */
const ENCAPSULATED = 32;

const utf8 = new TextEncoder();
const INFO = utf8.encode('sealed-stream report');

/** Seals a report for the stage's moderators, whose public key this is, X25519 in base64url. The id is bound to it. Each call gives other bytes. */
export const createReportSeal =
  (recipient: string) =>
  async (reportId: string, report: string): Promise<Uint8Array> => {
    const publicKey = await suite().DeserializePublicKey(fromBase64Url(recipient));
    const { encapsulatedSecret, ciphertext } = await suite().Seal(publicKey, utf8.encode(report), {
      info: INFO,
      aad: utf8.encode(reportId),
    });
    return Buffer.concat([encapsulatedSecret, ciphertext]);
  };

/**
 * Opens what {@link createReportSeal} sealed, by one of the moderators' identities, private keys in base64url; null when it was sealed for none of them, under another
 * id, or is changed.
 */
export const openReport = async (
  identities: readonly string[],
  reportId: string,
  sealed: Uint8Array,
): Promise<string | null> => {
  const [secret, ciphertext] = [sealed.subarray(0, ENCAPSULATED), sealed.subarray(ENCAPSULATED)];
  for (const identity of identities) {
    const privateKey = await suite().DeserializePrivateKey(fromBase64Url(identity));
    const publicKey = await suite().DeserializePublicKey(fromBase64Url(recipientOf(identity)));
    const opened = await suite()
      .Open({ privateKey, publicKey }, secret, ciphertext, { info: INFO, aad: utf8.encode(reportId) })
      .catch(() => null);
    if (opened) return new TextDecoder().decode(opened);
  }
  return null;
};

/** The public key of an identity: what the stage's file names. */
export const recipientOf = (identity: string): string =>
  toBase64Url(x25519.getPublicKey(fromBase64Url(identity)));
