/**
 * What keeps the users of two stages apart in one Seald application: letters and digits, as in `TESTING`. No `_`, which ends it in an
 * id: `PROD` with the user `EU_alice` would be `PROD_EU` with `alice`.
 */
export const SEALD_ID_PREFIX = /^[A-Za-z0-9]{1,32}$/;

/** The `userId` to give to the Seald SDK for a chat user; a peer's is computed the same way. `prefix` is the stage's. */
export const sealdIdOf = (prefix: string, chatUserId: string): string => `${prefix}_${chatUserId}`;

/**
 * The `user_id` at the key storage for an attempt to enrol: the first has the user's own, each later one a place of its own, so that what a device of an
 * earlier attempt stores too late overwrites nothing. No chat user id has a full stop in it.
 */
export const ssksUserIdOf = (sealdId: string, attempt: number): string =>
  attempt === 1 ? sealdId : `${sealdId}.${attempt}`;
