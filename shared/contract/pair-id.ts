import { PAIR_ID_PREFIX } from './channel.ts';

/**
 * What is hashed for the id of the conversation of two: both chat user ids in the order of their UTF-16 code units, as a JSON array, so
 * that no other two give the same text. Neither who asks nor who began it makes a difference.
 */
export const pairText = (one: string, other: string): string =>
  JSON.stringify(one < other ? [one, other] : [other, one]);

/** The channel id, of the SHA-256 of {@link pairText} in UTF-8, as base64url without padding. */
export const pairIdOf = (hash: string): string => PAIR_ID_PREFIX + hash;

/** Whether a channel id is kept for conversations of two: nothing but `PUT /pairs` makes channels with such ids. */
export const isPairId = (channelId: string): boolean => channelId.startsWith(PAIR_ID_PREFIX);
