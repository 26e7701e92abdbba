import { ContactKeysError } from '../../contacts/contact-session.ts';
import {
  ClearTextBlockedError,
  MembersNotEnrolledError,
  MessageRefusedError,
  MessageTooLongError,
  MessagingApiError,
  type MessagingApiErrorType,
  SecureChatError,
  SecurityNoticeError,
} from '../../errors.ts';
import { isForgotten } from '../../seald/seald-errors.ts';
import type { Texts } from './english.ts';
import { isNoConnection, isStorageFailure } from './vendor-failures.ts';

/** A name for the middle of a sentence, where there is one. */
export type KnownNames = (userId: string) => string | undefined;

/** Stream's code for "not allowed" (stream.md section 3). */
const STREAM_NOT_ALLOWED = 17;

/** What to tell a person about a failure: what happened and the way on. Never upstream text, except the refusal of the team's own hook. */
export const problemWords = (error: unknown, texts: Texts, nameOf: KnownNames = () => undefined): string => {
  const { problems } = texts;
  if (error instanceof MembersNotEnrolledError) return problems.notEnrolled(error.userIds.map(nameOf));
  if (error instanceof ContactKeysError) return problems.doubtfulKeys(error.userIds.map(nameOf));
  if (error instanceof MessageRefusedError) return problems.refused(error.reason);
  if (error instanceof MessageTooLongError) return problems.tooLong;
  if (error instanceof SecurityNoticeError) return problems.sendingStopped;
  if (error instanceof ClearTextBlockedError) return problems.clearText;
  if (isForgottenDevice(error)) return problems.forgottenDevice;
  if (error instanceof SecureChatError) return problems.ofTheCore[error.code];
  if (error instanceof MessagingApiError) return ofMessagingApi(error.type, problems);
  if (isStorageFailure(error)) return problems.storage;
  if (isNoConnection(error)) return problems.offline;
  return codeOf(error) === STREAM_NOT_ALLOWED ? problems.notAllowed : problems.unknown;
};

/** The key service forgot the identity of this device. Only signing out and setting up again helps. */
export const isForgottenDevice = (error: unknown): boolean =>
  codeOf(error) === 'IDENTITY_FORGOTTEN' || isForgotten(error);

/** Whose words speak of conversations; those of the other types speak of the set-up. */
const OF_CONVERSATIONS = new Set<MessagingApiErrorType>([
  'NOT_A_MEMBER',
  'REKEY_NOT_ALLOWED',
  'MEMBER_CHANGE_NOT_ALLOWED',
  'INVITATION_REFUSED',
  'CHANNEL_IS_A_PAIR',
  'PEER_IS_BLOCKED',
  'TOO_MANY_MEMBERS',
  'MEMBER_NOT_FOUND',
  'STREAM_UNAVAILABLE',
  'REPORT_NOT_PROVEN',
  'REPORTS_NOT_SET_UP',
  'RATE_LIMITED',
]);

const ofMessagingApi = (type: MessagingApiErrorType, problems: Texts['problems']): string => {
  if (type === 'NETWORK_FAILURE' || type === 'TIMEOUT') return problems.offline;
  if (type === 'UNAUTHORIZED') return problems.signedOut;
  return OF_CONVERSATIONS.has(type) ? problems.ofTheApi[type] : problems.noProperAnswer;
};

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
