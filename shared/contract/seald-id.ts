/** What keeps the users of two stages apart in one Seald application: letters, digits and inner `_`, as in `TESTING`. */
export const SEALD_ID_PREFIX = /^[A-Za-z0-9](?:[A-Za-z0-9_]{0,30}[A-Za-z0-9])?$/;

/** The `userId` to give to the Seald SDK for a chat user; a peer's is computed the same way. `prefix` is the stage's. */
export const sealdIdOf = (prefix: string, chatUserId: string): string => `${prefix}_${chatUserId}`;
