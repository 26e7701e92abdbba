import { ContactKeysError } from '../contacts/contact-session.ts';
import {
  ClearTextBlockedError,
  MembersNotEnrolledError,
  MessageRefusedError,
  MessageTooLongError,
  MessagingApiError,
  type MessagingApiErrorType,
  SecureChatError,
  type SecureChatErrorCode,
  SecurityNoticeError,
} from '../errors.ts';
import type { OutboxReason } from './outbox-entry.ts';

/** What a failed try means: `again` after a pause; `keep` until something changes; `fail` for good. `doubt`: again, but not for ever. */
export type Verdict = { what: 'again' | 'keep' | 'fail' | 'doubt'; reason: OutboxReason; refusal?: string };

/** What to do after a try to send that ended with this. */
export const verdictOn = (error: unknown): Verdict => {
  if (error instanceof SecurityNoticeError)
    return keep(error.notice.kind === 'removed' ? 'removed' : 'security-notice');
  if (error instanceof ContactKeysError) return keep('security-notice');
  if (error instanceof MembersNotEnrolledError) return keep('members-not-ready');
  if (error instanceof MessageRefusedError)
    return { what: 'doubt', reason: 'refused', refusal: error.reason };
  if (error instanceof MessageTooLongError) return fail('too-long');
  if (error instanceof ClearTextBlockedError) return fail('unknown');
  if (error instanceof SecureChatError)
    return OF_THE_CORE[error.code] ?? { what: 'doubt', reason: 'unknown' };
  if (error instanceof MessagingApiError) return ofTheApi(error);
  return ofStream(error);
};

const keep = (reason: OutboxReason): Verdict => ({ what: 'keep', reason });
const fail = (reason: OutboxReason): Verdict => ({ what: 'fail', reason });
const again = (reason: OutboxReason): Verdict => ({ what: 'again', reason });

const OF_THE_CORE: Partial<Record<SecureChatErrorCode, Verdict>> = {
  NO_ACCESS: keep('removed'),
  MESSAGE_OVERDUE: fail('overdue'),
  CHANNEL_DELETED: fail('gone'),
  FILE_UNAVAILABLE: again('no-connection'),
  FILE_STALLED: again('no-connection'),
  FILE_GONE: fail('file-gone'),
  FILE_UNREADABLE: fail('file-gone'),
  FILE_NOT_ALLOWED: fail('file-unusable'),
  FILE_EMPTY: fail('file-unusable'),
  FILE_TOO_LARGE: fail('file-unusable'),
  FILES_UNSUPPORTED: fail('file-unusable'),
  TOO_MANY_FILES: fail('file-unusable'),
  NOT_OWN_MESSAGE: fail('not-own'),
};

const OF_THE_API: Partial<Record<MessagingApiErrorType, Verdict>> = {
  NETWORK_FAILURE: again('no-connection'),
  TIMEOUT: again('no-connection'),
  UNAUTHORIZED: again('no-connection'),
  UNAUTHENTICATED: again('no-connection'),
  NOT_A_MEMBER: keep('removed'),
  REKEY_NOT_ALLOWED: keep('not-allowed'),
  FORBIDDEN: keep('not-allowed'),
  ERASURE_PENDING: keep('not-allowed'),
  USER_BLOCKED: keep('not-allowed'),
  MALFORMED_ANSWER: again('busy'),
  RATE_LIMITED: again('busy'),
};

const ofTheApi = ({ type, status = 500 }: MessagingApiError): Verdict =>
  OF_THE_API[type] ??
  (status >= 500 || status === 429 ? again('busy') : { what: 'doubt', reason: 'unknown' });

/** Stream's codes (stream.md section 3). */
const OF_STREAM: Record<number, Verdict> = {
  9: again('busy'),
  16: { what: 'doubt', reason: 'gone' },
  17: keep('not-allowed'),
  18: keep('not-allowed'),
  19: keep('not-allowed'),
  20: fail('too-long'),
  22: fail('too-long'),
  23: again('busy'),
  40: again('no-connection'),
  41: again('busy'),
  42: again('busy'),
  46: again('no-connection'),
  60: again('busy'),
  70: keep('not-allowed'),
  73: fail('refused'),
};

/** What stream-chat, axios and Seald's SDK throw; `status` and `statusCode` are of an answer. */
const ofStream = (error: unknown): Verdict => {
  const { code, status, statusCode, response } = (error ?? {}) as Record<string, unknown>;
  const known = typeof code === 'number' && response ? OF_STREAM[code] : undefined;
  if (known) return known;
  const answered = Number(status ?? statusCode ?? 0);
  if (answered >= 500 || answered === 429 || answered === 408) return again('busy');
  if (answered === 401) return again('busy');
  if (answered === 403) return keep('not-allowed');
  if (answered >= 400) return { what: 'doubt', reason: 'refused' };
  return again('no-connection');
};
