/** Every error type an answer of the Messaging API can carry, with its HTTP status. Clients may switch on the type. */
export const ERROR_STATUS = {
  /** The request is not what the contract asks for; the message names the field. */
  INVALID_REQUEST: 400,
  /** The token has no usable subject. (Bad tokens are turned away by the gateway, with its own body.) */
  UNAUTHENTICATED: 401,
  /** A webhook call that Stream did not sign. */
  INVALID_SIGNATURE: 401,
  /** An enrolled user asked for a challenge on another phone or e-mail than the one enrolled. */
  AUTH_FACTOR_MISMATCH: 403,
  /** The caller has not signed up. */
  USER_NOT_FOUND: 404,
  PAYLOAD_TOO_LARGE: 413,
  /** Too many challenges asked for; `Retry-After` says how many seconds to wait. */
  CHALLENGE_RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  /** The key storage did not answer, or not in a way we understand. Asking again is safe. */
  SSKS_UNAVAILABLE: 502,
  /** The key storage refuses to send more text messages for now. */
  SMS_QUOTA_EXCEEDED: 503,
} as const;

export type ErrorType = keyof typeof ERROR_STATUS;
