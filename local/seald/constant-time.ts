import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares two secrets without telling by its duration where, or whether in length, they differ. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Hex SHA-256 of a text, for keeping session ids, codes and factors at rest without keeping them readable. */
export const fingerprint = (text: string): string => digest(text).toString('hex');
