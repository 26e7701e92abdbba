import {
  ClearTextBlockedError,
  ContactKeysError,
  MembersNotEnrolledError,
  MessageRefusedError,
  MessageTooLongError,
  MessagingApiError,
  type MessagingApiErrorType,
  SecureChatError,
  SecurityNoticeError,
} from '@sealed-stream/secure-chat';
import { problemOf } from '../../state/problem.ts';

type NameOf = (userId: string) => string | undefined;

/** Stream's code for "not allowed" (stream.md section 3). */
const STREAM_NOT_ALLOWED = 17;
const OFFLINE = 'There is no connection. Check it and try again.';

/** What to tell a person about a failure: what happened and the way on. Never upstream text, except the refusal of the team's own hook. */
export const problemWords = (error: unknown, nameOf: NameOf = () => undefined): string => {
  if (error instanceof MembersNotEnrolledError) return notEnrolled(error, nameOf);
  if (error instanceof ContactKeysError) return doubtfulKeys(error, nameOf);
  if (error instanceof MessageRefusedError)
    return `The service refused this message${error.reason ? `: ${error.reason}` : '.'}`;
  if (error instanceof MessageTooLongError)
    return 'This message is too long once encrypted. Make it shorter.';
  if (error instanceof SecurityNoticeError)
    return 'Sending has stopped in this conversation. The notice in it says why.';
  if (error instanceof ClearTextBlockedError) return 'Stopped: this would have left your device unencrypted.';
  if (isForgottenDevice(error)) return FORGOTTEN_DEVICE;
  if (error instanceof SecureChatError) return error.message;
  if (error instanceof MessagingApiError) return ofMessagingApi(error);
  if (isNoConnection(error)) return OFFLINE;
  if (codeOf(error) === STREAM_NOT_ALLOWED) return 'You may not do this in this conversation.';
  return 'Something went wrong. Try again.';
};

/** Shown when Seald no longer knows the device; only a fresh set-up helps. */
export const FORGOTTEN_DEVICE =
  'The key service no longer knows this device. Sign out, then sign in again to set it up anew.';

/** The key service forgot the identity of this device. Only signing out and setting up again helps. */
export const isForgottenDevice = (error: unknown): boolean =>
  ['IDENTITY_FORGOTTEN', 'LOGIN_UNKNOWN_USER'].includes(String(codeOf(error)));

const notEnrolled = ({ userIds }: MembersNotEnrolledError, nameOf: NameOf): string => {
  const names = userIds.map((id) => nameOf(id) ?? 'One of them');
  return `${names.join(' and ')} ${names.length > 1 ? 'have' : 'has'} not set up secure chat yet. Ask them to sign in once, then try again.`;
};

const doubtfulKeys = ({ userIds }: ContactKeysError, nameOf: NameOf): string => {
  const names = userIds.map((id) => nameOf(id) ?? 'one of them');
  return `The key service names keys that may not be those of ${names.join(' and ')}. Nothing was encrypted for them. Tell the team that runs the service.`;
};

/** Whose words speak of conversations; those of the other types speak of the set-up. */
const OF_CONVERSATIONS = new Set<MessagingApiErrorType>([
  'NOT_A_MEMBER',
  'REKEY_NOT_ALLOWED',
  'MEMBER_CHANGE_NOT_ALLOWED',
  'TOO_MANY_MEMBERS',
  'MEMBER_NOT_FOUND',
  'ENCRYPTION_SESSION_NOT_FOUND',
  'SIGCHAIN_HASH_NOT_FOUND',
  'STREAM_UNAVAILABLE',
]);

const ofMessagingApi = (error: MessagingApiError): string => {
  const { type } = error;
  if (type === 'NETWORK_FAILURE' || type === 'TIMEOUT') return OFFLINE;
  if (type === 'UNAUTHORIZED') return 'You are signed out. Sign in again.';
  return OF_CONVERSATIONS.has(type)
    ? problemOf(error).words
    : 'The service did not answer as it should. Try again in a moment.';
};

const isNoConnection = (error: unknown): boolean =>
  ['ERR_NETWORK', 'ECONNABORTED', 'ETIMEDOUT'].includes(String(codeOf(error))) ||
  (error instanceof Error && /failed to fetch|fetch failed|networkerror/i.test(error.message));

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
