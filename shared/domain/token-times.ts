/**
 * So much earlier than it is do our tokens say that they were issued. Stream refuses one that seems to be from the future (code 42), and people
 * report that less than two seconds between the two clocks are enough (stream-chat-net issue 209).
 */
export const ISSUED_BACK_SECONDS = 5;

/** What a token made at `now` says it was issued at, in whole seconds since 1970. */
export const issuedAt = (now: Date): number => Math.floor(now.getTime() / 1000) - ISSUED_BACK_SECONDS;

/**
 * What Stream is told to refuse tokens before, so that exactly those are refused that were made before `at`, by what they say. One made in the
 * same second, but later, is refused as well: a client gets another.
 */
export const refuseIssuedBefore = (at: Date): Date => new Date(at.getTime() - ISSUED_BACK_SECONDS * 1000);
