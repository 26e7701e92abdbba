import { randomBytes } from 'node:crypto';

const KEY_BYTES = 64;

/** A new two-man-rule key: 64 random bytes in base64, the form the 2MR plug-in takes as a raw key (seald.md section 9). */
export const newTwoManRuleKey = (): string => randomBytes(KEY_BYTES).toString('base64');

/** Seals a two-man-rule key for storage, bound to its user: what is sealed for one does not open for another. */
export type SealTwoManRuleKey = (userId: string, key: string) => Promise<string>;
/** Opens a sealed key. Throws when it was made for another user, with an unknown key id, or changed. */
export type OpenTwoManRuleKey = (userId: string, sealed: string) => Promise<string>;
