import { ERROR_STATUS, type ErrorType } from '../contract/error-types.ts';

const MESSAGES: Record<ErrorType, string> = {
  INVALID_REQUEST: 'The request is not what this route asks for.',
  UNAUTHENTICATED: 'The token names no user.',
  INVALID_SIGNATURE: 'The request is not signed by Stream.',
  AUTH_FACTOR_MISMATCH: 'Use the phone number or e-mail address you enrolled with.',
  NOT_A_MEMBER: 'You are not a member of this channel.',
  REKEY_NOT_ALLOWED: 'Only the owner of the channel can renew its encryption.',
  TOO_MANY_MEMBERS: 'An encrypted channel takes no more than 100 members.',
  MEMBER_CHANGE_NOT_ALLOWED: 'Only the owner of the channel can add or remove others.',
  USER_NOT_FOUND: 'Sign up first.',
  MEMBER_NOT_FOUND: 'Somebody named as a member has never used the chat.',
  ENCRYPTION_SESSION_NOT_FOUND: 'The channel has no encryption session yet.',
  SIGCHAIN_HASH_NOT_FOUND: 'Nothing is registered for this user.',
  USER_ERASED: 'This account was erased.',
  PAYLOAD_TOO_LARGE: 'The body is too large.',
  CHALLENGE_RATE_LIMITED: 'Too many codes were asked for. Wait a moment.',
  INTERNAL_ERROR: 'Something went wrong on our side.',
  SSKS_UNAVAILABLE: 'The key storage does not answer at the moment. Try again.',
  STREAM_UNAVAILABLE: 'Stream does not answer at the moment. Try again.',
  SMS_QUOTA_EXCEEDED: 'No more text messages can be sent at the moment.',
};

type AppErrorOptions = {
  /** Replaces the type's usual sentence in the answer. Must not hold what the caller sent. */
  message?: string;
  /** Seconds, for the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** For operators; never answered, never logged whole. */
  cause?: unknown;
};

/** A failure with a name in the contract. Nothing a person typed may go into it. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly type: ErrorType;
  readonly retryAfterSeconds: number | undefined;

  constructor(type: ErrorType, { message = MESSAGES[type], retryAfterSeconds, cause }: AppErrorOptions = {}) {
    super(message, { cause });
    this.type = type;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get statusCode(): number {
    return ERROR_STATUS[this.type];
  }
}
