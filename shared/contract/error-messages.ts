import type { ErrorType } from './error-types.ts';

/** What an answer says of each error type when there is nothing more exact to say. For people who write apps; may change. */
export const ERROR_MESSAGES: Record<ErrorType, string> = {
  INVALID_REQUEST: 'The request is not what this route asks for.',
  UNAUTHENTICATED: 'The token names no user.',
  INVALID_SIGNATURE: 'The request is not signed by Stream.',
  AUTH_FACTOR_MISMATCH: 'Use the phone number or e-mail address you enrolled with.',
  NOT_A_MEMBER: 'You are not a member of this channel.',
  REKEY_NOT_ALLOWED: 'Only the owner of the channel can renew its encryption.',
  TOO_MANY_MEMBERS: 'An encrypted channel takes no more than 100 members.',
  MEMBER_CHANGE_NOT_ALLOWED: 'Only the owner of the channel can add or remove others.',
  REAUTHENTICATION_REQUIRED: 'Sign in again first: this needs a sign-in of the last few minutes.',
  ERASURE_PENDING: 'This account is going to be erased. Until then it can be kept.',
  USER_BLOCKED: 'This account was blocked by the team that runs the chat.',
  USER_NOT_FOUND: 'Sign up first.',
  MEMBER_NOT_FOUND: 'Somebody named as a member has never used the chat.',
  ENCRYPTION_SESSION_NOT_FOUND: 'The channel has no encryption session yet.',
  SIGCHAIN_HASH_NOT_FOUND: 'Nothing is registered for this user.',
  USER_ERASED: 'This account was erased.',
  PAYLOAD_TOO_LARGE: 'The body is too large.',
  CHALLENGE_RATE_LIMITED: 'Too many codes were asked for. Wait a moment.',
  RATE_LIMITED: 'You asked for too much at once. Wait a moment.',
  INTERNAL_ERROR: 'Something went wrong on our side.',
  SSKS_UNAVAILABLE: 'The key storage does not answer at the moment. Try again.',
  STREAM_UNAVAILABLE: 'Stream does not answer at the moment. Try again.',
  SMS_QUOTA_EXCEEDED: 'No more text messages can be sent at the moment.',
};
