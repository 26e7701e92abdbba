import { createHash } from 'node:crypto';

/** The SHA-256 of a text in UTF-8, as base64url without padding: what the id of a conversation of two is made with. */
export const pairHash = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('base64url');
