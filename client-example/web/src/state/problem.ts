import {
  isForgotten,
  MessagingApiError,
  type MessagingApiErrorType,
  SecureChatError,
  type SecureChatErrorCode,
} from '@sealed-stream/secure-chat';
import { SignInNeededError } from '../sign-in/auth.ts';

/** What an error means for the person: words, and the way on. */
export type Problem = {
  words: string;
  /**
   * `retry`: the same again. `new-code`: only a new code helps. `other-number`: this number cannot work. `sign-in`: sign in
   * again. `start-over`: set this device up anew. `ask-team`: nothing here helps.
   */
  wayOn: 'retry' | 'new-code' | 'other-number' | 'sign-in' | 'start-over' | 'ask-team';
  /** To quote to the team that runs the chat, when it is for them to look into. */
  requestId?: string | undefined;
};

type Known = Omit<Problem, 'requestId'> & { isForTeam?: true };

const TRY_AGAIN: Known = {
  words: 'Something went wrong on the server. Try again in a moment.',
  wayOn: 'retry',
  isForTeam: true,
};
const NO_ANSWER: Known = {
  words: 'No answer from the server. Check your connection and try again.',
  wayOn: 'retry',
};
const SIGN_IN: Known = { words: 'You have been signed out. Sign in again to go on.', wayOn: 'sign-in' };
const TOO_MANY: Known = {
  words: 'Too many codes were asked for. Wait before you ask for the next one.',
  wayOn: 'retry',
};

const inAConversation = (words: string): Known => ({ words, wayOn: 'retry' });

const OF_THE_API: Record<MessagingApiErrorType, Known> = {
  AUTH_FACTOR_MISMATCH: {
    words: 'Your account is protected by another phone number.',
    wayOn: 'other-number',
  },
  CHALLENGE_RATE_LIMITED: TOO_MANY,
  RATE_LIMITED: TOO_MANY,
  SMS_QUOTA_EXCEEDED: {
    words: 'No more text messages can be sent for now. Nothing is lost: try again later today.',
    wayOn: 'retry',
  },
  SSKS_UNAVAILABLE: {
    words: 'The key storage does not answer. Nothing is lost: try again in a moment.',
    wayOn: 'retry',
    isForTeam: true,
  },
  INVALID_REQUEST: {
    words: 'The server cannot send a code to this number. Check it.',
    wayOn: 'other-number',
  },
  UNAUTHENTICATED: SIGN_IN,
  UNAUTHORIZED: SIGN_IN,
  FORBIDDEN: { words: 'Your account may not use the chat. Ask the team that runs it.', wayOn: 'ask-team' },
  USER_NOT_FOUND: { words: 'The server does not know you yet. Ask for a code first.', wayOn: 'new-code' },
  USER_ERASED: { words: 'This account was erased. Ask the team that runs the chat.', wayOn: 'ask-team' },
  NOT_A_MEMBER: inAConversation('You are not, or no longer, a member of this conversation.'),
  REKEY_NOT_ALLOWED: inAConversation('Only the owner of this conversation may renew its encryption.'),
  TOO_MANY_MEMBERS: inAConversation('A conversation can have 100 members at most.'),
  MEMBER_CHANGE_NOT_ALLOWED: inAConversation('Only the owner of this conversation may add or remove people.'),
  MEMBER_NOT_FOUND: inAConversation('This person has not signed in here yet. Ask them to, then try again.'),
  ENCRYPTION_SESSION_NOT_FOUND: inAConversation('This conversation has no encryption yet. Open it again.'),
  SIGCHAIN_HASH_NOT_FOUND: inAConversation(
    'No device of this person has told the service about its keys yet. Ask them to sign in.',
  ),
  STREAM_UNAVAILABLE: {
    words: 'The chat service does not answer. Nothing is lost: try again in a moment.',
    wayOn: 'retry',
    isForTeam: true,
  },
  REFUSED: {
    words: 'The server refused this. Update the app and try again, or ask the team that runs the chat.',
    wayOn: 'ask-team',
  },
  NETWORK_FAILURE: NO_ANSWER,
  TIMEOUT: NO_ANSWER,
  INTERNAL_ERROR: TRY_AGAIN,
  GATEWAY_FAILURE: TRY_AGAIN,
  MALFORMED_ANSWER: TRY_AGAIN,
  NOT_FOUND: TRY_AGAIN,
  INVALID_SIGNATURE: TRY_AGAIN,
  PAYLOAD_TOO_LARGE: TRY_AGAIN,
};

const UNKNOWN: Known = { words: 'That did not work. Check your connection and try again.', wayOn: 'retry' };
const FORGOTTEN: Known = {
  words: 'The key service no longer knows this device. Set it up again with your phone number.',
  wayOn: 'start-over',
};

/** Where there is more to say than the error itself does: a code that has run out counts as wrong too. */
const OF_THE_CHAT: Partial<Record<SecureChatErrorCode, Known>> = {
  WRONG_CODE: {
    words: 'The code is not right, or it has run out. Look again, or ask for a new one.',
    wayOn: 'retry',
  },
  IDENTITY_FORGOTTEN: FORGOTTEN,
};

const WAY_ON: Partial<Record<SecureChatErrorCode, Problem['wayOn']>> = {
  CODE_SPENT: 'new-code',
  NO_CODE_SENT: 'new-code',
  IDENTITY_LOST: 'ask-team',
  WRONG_CONFIGURATION: 'ask-team',
};

/** Never answers the error's own text unless it was written for people. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof MessagingApiError) return ofTheApi(error);
  if (error instanceof SecureChatError) return ofTheChat(error);
  if (error instanceof SignInNeededError) return SIGN_IN;
  return isForgotten(error) ? FORGOTTEN : UNKNOWN;
};

const ofTheChat = ({ code, message }: SecureChatError): Problem =>
  OF_THE_CHAT[code] ?? { words: message, wayOn: WAY_ON[code] ?? 'retry' };

const ofTheApi = ({ type, requestId }: MessagingApiError): Problem => {
  const { isForTeam, ...problem } = OF_THE_API[type];
  return isForTeam ? { ...problem, requestId } : problem;
};

export const isMessagingApiError = (error: unknown, type: MessagingApiErrorType): boolean =>
  error instanceof MessagingApiError && error.type === type;
