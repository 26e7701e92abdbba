import {
  MessagingApiError,
  type MessagingApiErrorType,
  SecureChatError,
  type SecureChatErrorCode,
} from '../../errors.ts';
import { isForgotten } from '../../seald/seald-errors.ts';
import type { Texts } from './english.ts';
import { isNoConnection, isStorageFailure } from './vendor-failures.ts';

/** What an error on the way to the chat means for the person: words, and the way on. */
export type SetUpProblem = {
  words: string;
  /**
   * `retry`: the same again. `new-code`: only a new code helps. `other-number`: this number cannot work. `sign-in`: sign in
   * again. `start-over`: set this device up anew. `ask-team`: nothing here helps.
   */
  wayOn: 'retry' | 'new-code' | 'other-number' | 'sign-in' | 'start-over' | 'ask-team';
  /** To quote to the team that runs the chat, when it is for them to look into. */
  requestId?: string | undefined;
};

type WayOn = SetUpProblem['wayOn'];

const WAY_ON_OF_THE_API: Partial<Record<MessagingApiErrorType, WayOn>> = {
  AUTH_FACTOR_MISMATCH: 'other-number',
  COUNTRY_NOT_ALLOWED: 'other-number',
  INVALID_REQUEST: 'other-number',
  UNAUTHENTICATED: 'sign-in',
  UNAUTHORIZED: 'sign-in',
  FORBIDDEN: 'ask-team',
  REFUSED: 'ask-team',
  USER_ERASED: 'ask-team',
  REAUTHENTICATION_REQUIRED: 'sign-in',
  USER_BLOCKED: 'ask-team',
  USER_NOT_FOUND: 'new-code',
  IDENTITY_NOT_SAVED: 'new-code',
};

const WAY_ON_OF_THE_CORE: Partial<Record<SecureChatErrorCode, WayOn>> = {
  CODE_SPENT: 'new-code',
  NO_CODE_SENT: 'new-code',
  IDENTITY_LOST: 'ask-team',
  WRONG_CONFIGURATION: 'ask-team',
  UNSAFE_RANDOMNESS: 'ask-team',
  AUTHOR_KEY_LOST: 'ask-team',
  AUTHOR_KEY_REPLACED: 'ask-team',
  OWN_KEYS_DOUBTED: 'ask-team',
  SIGNED_OUT: 'sign-in',
};

/** Where the team that runs the chat has something to look into. */
const FOR_THE_TEAM = new Set<MessagingApiErrorType>([
  'SSKS_UNAVAILABLE',
  'STREAM_UNAVAILABLE',
  'INTERNAL_ERROR',
  'GATEWAY_FAILURE',
  'MALFORMED_ANSWER',
  'NOT_FOUND',
  'INVALID_SIGNATURE',
  'PAYLOAD_TOO_LARGE',
  'AUTHOR_KEY_NOT_PROVEN',
]);

/** Never answers the error's own text unless it was written for people. */
export const setUpProblem = (error: unknown, texts: Texts): SetUpProblem => {
  if (error instanceof MessagingApiError) return ofTheApi(error, texts);
  const { setUp, problems } = texts;
  if (isForgotten(error)) return { words: setUp.forgottenDevice, wayOn: 'start-over' };
  if (isStorageFailure(error)) return { words: problems.storage, wayOn: 'retry' };
  if (isNoConnection(error)) return { words: problems.offline, wayOn: 'retry' };
  if (!(error instanceof SecureChatError)) return { words: setUp.unknown, wayOn: 'retry' };
  const { code } = error;
  if (code === 'IDENTITY_FORGOTTEN') return { words: setUp.forgottenDevice, wayOn: 'start-over' };
  // There is more to say than the error itself does: a code that has run out counts as wrong too.
  if (code === 'WRONG_CODE') return { words: setUp.wrongCode, wayOn: 'retry' };
  return { words: problems.ofTheCore[code], wayOn: WAY_ON_OF_THE_CORE[code] ?? 'retry' };
};

const ofTheApi = ({ type, requestId }: MessagingApiError, { problems }: Texts): SetUpProblem => {
  const problem = { words: problems.ofTheApi[type], wayOn: WAY_ON_OF_THE_API[type] ?? 'retry' };
  return FOR_THE_TEAM.has(type) ? { ...problem, requestId } : problem;
};
