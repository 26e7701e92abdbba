import { hash } from 'node:crypto';
import type { VerifySigned } from '../../../client-example/secure-chat/src/authors/author.ts';
import { type SignedKind, signedBytes } from '../../../shared/contract/signed-text.ts';
import { hold } from './target.ts';

/** Author keys, one for each name. */
export const keyOf = (name: string): string => hash('sha256', `key of ${name}`, 'base64url');

/**
 * What stands for an Ed25519 signature here: a hash of the key and of what is signed, in the same form. Whoever makes inputs can so sign what they
 * like, as anybody, in two microseconds.
 */
export const signatureBy = (name: string, kind: SignedKind, text: string): string =>
  hash('sha512', Buffer.concat([Buffer.from(keyOf(name)), signedBytes(kind, text)]), 'base64url');

const NAMES = ['alice', 'bob', 'mallory'];

export const verify: VerifySigned = async (kind, { text, signature }, authorKey) => {
  const name = NAMES.find((one) => keyOf(one) === authorKey);
  return name !== undefined && signatureBy(name, kind, text) === signature;
};

/** An input: what was signed, by whom and as what, and what is around it; or a plaintext as it stands. */
export type Written = {
  by?: unknown;
  kind?: unknown;
  text?: unknown;
  behind?: unknown;
  isCanonical?: unknown;
  around?: unknown;
};

/** What is encrypted for this input. */
export const plaintextOf = (written: Written, canonical: (value: unknown) => string): string => {
  const { by, kind, behind, isCanonical } = written;
  const text = isCanonical === true ? rewritten(String(written.text), canonical) : String(written.text);
  return signatureBy(String(by), String(kind) as SignedKind, text) + text + String(behind ?? '');
};

/** Most changes put keys out of order, which would be all that is ever found wrong. */
const rewritten = (text: string, canonical: (value: unknown) => string): string => {
  try {
    return canonical(JSON.parse(text));
  } catch {
    return text;
  }
};

export const readWritten = (input: string): Written | null => {
  try {
    const read: unknown = JSON.parse(input);
    return typeof read === 'object' && read !== null && 'text' in read ? read : null;
  } catch {
    return null;
  }
};

/** Holds for each plaintext that is taken: this author signed it as this kind, the value is written in its one way, and only spaces follow. */
export const holdSigned = (
  plaintext: string,
  { value, name, kind }: { value: unknown; name: string; kind: SignedKind },
): void => {
  const [signature, rest] = [plaintext.slice(0, 86), plaintext.slice(86)];
  const text = rest.replace(/ *$/, '');
  hold(signature === signatureBy(name, kind, text), 'what is taken was signed by its author, as what it is');
  hold(sorted(value) === text, 'what is taken is written as it would be written again, byte for byte');
  hold(sorted(JSON.parse(text)) === text, 'what is taken says no more than what was read of it');
};

/** The canonical text, written another way than in `canonical-json.ts`. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
