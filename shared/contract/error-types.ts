/** Every error type an answer of the Messaging API can carry, with its HTTP status. Clients may switch on the type, and go by the status when they do not know it. */
export const ERROR_STATUS = {
  /** The request is not what the contract asks for; the message names the field. */
  INVALID_REQUEST: 400,
  /** The token has no usable subject. (Bad tokens are turned away by the gateway, with its own body.) */
  UNAUTHENTICATED: 401,
  /** A webhook call that Stream did not sign. */
  INVALID_SIGNATURE: 401,
  /** No codes are sent to phone numbers of this country. */
  COUNTRY_NOT_ALLOWED: 403,
  /** An enrolled user asked for a challenge on another phone or e-mail than the one enrolled. */
  AUTH_FACTOR_MISMATCH: 403,
  /** The caller is not in this channel, or there is no such channel. */
  NOT_A_MEMBER: 403,
  /** The stage lets only a channel's owner start a new encryption session. */
  REKEY_NOT_ALLOWED: 403,
  /** The stage lets only a channel's owner do this to others: add them, or remove them. */
  MEMBER_CHANGE_NOT_ALLOWED: 403,
  /** Somebody named does not want to be invited by the caller. Nothing was made or changed. */
  INVITATION_REFUSED: 403,
  /** What was asked for cannot be undone for long, and the token does not say that its user has signed in within the last minutes: sign in anew, then ask again. */
  REAUTHENTICATION_REQUIRED: 403,
  /**
   * The caller's account is going to be erased at `dueAt`, and until then is open to nobody. `DELETE /me/erasure` keeps it; `GET /me/export` and `DELETE /me`
   * answer as well.
   */
  ERASURE_PENDING: 403,
  /** The operator shut the caller out. */
  USER_BLOCKED: 403,
  /** The caller has not signed up. */
  USER_NOT_FOUND: 404,
  /** Somebody named as a member is not known to Stream: they have never connected. */
  MEMBER_NOT_FOUND: 404,
  /** The identity named is not the one that was saved: it must not become, or speak as, the caller's. */
  IDENTITY_NOT_SAVED: 409,
  /** The channel is the conversation of two: nobody can be added to it, or removed by the other. */
  CHANNEL_IS_A_PAIR: 409,
  /** The caller has blocked the person they want to start a conversation with. */
  PEER_IS_BLOCKED: 409,
  /** The stage has nobody who could read a report: nothing was stored. */
  REPORTS_NOT_SET_UP: 409,
  /** A channel has as many members as an encrypted one can have. */
  TOO_MANY_MEMBERS: 409,
  /** The caller had their account erased, or began to; `DELETE /me` and `GET /me/export` answer the receipt. */
  USER_ERASED: 410,
  PAYLOAD_TOO_LARGE: 413,
  /** The author key is no good key, or its signature is not the caller's claim to it. */
  AUTHOR_KEY_NOT_PROVEN: 422,
  /** A message of the report is not signed by a key that its author has registered, or is none: nothing was stored. */
  REPORT_NOT_PROVEN: 422,
  /** Too many challenges asked for; `Retry-After` says how many seconds to wait. */
  CHALLENGE_RATE_LIMITED: 429,
  /** The caller asked for more than one caller may; `Retry-After` says how many seconds to wait. Nothing was done. */
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  /** The key storage did not answer, or not in a way we understand. Asking again is safe. */
  SSKS_UNAVAILABLE: 502,
  /**
   * Stream did not answer, not in a way we understand, or because too much is asked of it at the moment: then `Retry-After` says how many seconds to
   * wait. Asking again is safe.
   */
  STREAM_UNAVAILABLE: 502,
  /** The key storage refuses to send more text messages for now. */
  SMS_QUOTA_EXCEEDED: 503,
} as const;

export type ErrorType = keyof typeof ERROR_STATUS;

export const isErrorType = (type: string): type is ErrorType => Object.hasOwn(ERROR_STATUS, type);

/** Whose answers carry `Retry-After`, in whole seconds; those of `STREAM_UNAVAILABLE` when Stream's rate limit is the reason. */
export const SAYS_WHEN_TO_RETRY: readonly ErrorType[] = [
  'CHALLENGE_RATE_LIMITED',
  'RATE_LIMITED',
  'STREAM_UNAVAILABLE',
];
