import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { markedBlock } from '../support/docs.ts';

/*
 * What verifies the test vectors without a line of ours but those of docs/integrate.md, by `node:crypto`. Keys, signatures and hashes are in base64url.
 */

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');

/** As JSON Web Keys: those of RFC 8410 would need DER. */
const publicKeyOf = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
const privateKeyOf = (d: string): KeyObject =>
  createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x: '' }, format: 'jwk' });

const isSigned = (signature: Uint8Array, bytes: Uint8Array, publicKey: Uint8Array): boolean => {
  try {
    return verify(null, bytes, publicKeyOf(Buffer.from(publicKey).toString('base64url')), signature);
  } catch {
    return false;
  }
};

export const publicHalfOf = (privateKey: string): unknown =>
  createPublicKey(privateKeyOf(privateKey)).export({ format: 'jwk' }).x;

export const signedBy = (privateKey: string, bytes: Uint8Array): string =>
  sign(null, bytes, privateKeyOf(privateKey)).toString('base64url');

export const isSignedBy = (authorKey: string, bytes: Uint8Array, signature: string): boolean =>
  isSigned(bytesOf(signature), bytes, bytesOf(authorKey));

export const bytesToSign = (kind: string, text: string): Buffer =>
  Buffer.concat([Buffer.from('sealed-stream '), Buffer.from(kind), Buffer.from([10]), Buffer.from(text)]);

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

export type Verdict = { refused: string } | { envelope: unknown; hash: string };

type Shown = {
  verifyMessage: (
    plaintext: string,
    sessionId: string,
    cid: string,
    message: object,
    statement: unknown,
  ) => Verdict;
  canonical: (value: unknown) => string;
  isEnvelope: (value: unknown) => boolean;
};

/** The functions that docs/integrate.md shows, run as they stand there. */
export const shown = (): Shown => {
  const { text } = markedBlock('docs/integrate.md', 'verify');
  const brought = {
    utf8: (text: string) => Buffer.from(text),
    sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
    fromBase64Url: bytesOf,
    toBase64Url: (bytes: Buffer) => bytes.toString('base64url'),
    isSigned,
    parseJson: (text: string) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return null;
      }
    },
  };
  const body = `"use strict"; ${text}; return { verifyMessage, canonical, isEnvelope };`;
  return new Function(...Object.keys(brought), body)(...Object.values(brought)) as Shown;
};
