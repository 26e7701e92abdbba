import type { ErrorType } from '../../../shared/contract/error-types.ts';

/** What went wrong with a call of the Messaging API: a type of the contract, or one of the ways not to get that far. */
export type MessagingApiErrorType =
  | ErrorType
  /** The gateway's own answers, whose body is `{ message }`. */
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'GATEWAY_FAILURE'
  /** A type that this version does not know, from a newer backend, at a status that no type above stands for: going on as before will not help. */
  | 'REFUSED'
  /** No answer: no network, refused, cut off. The call may or may not have been carried out. */
  | 'NETWORK_FAILURE'
  /** No answer within the deadline. The call may or may not have been carried out. */
  | 'TIMEOUT'
  /** An answer that is not what the contract says. */
  | 'MALFORMED_ANSWER';

export type MessagingApiErrorDetails = {
  /** Absent when there was no answer. */
  status?: number | undefined;
  /** What to quote to the team that runs the backend. */
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** With `ERASURE_PENDING`: when the account is going to be erased. */
  dueAt?: string | undefined;
  cause?: unknown;
};

/** Every failure of a Messaging API call. Its message holds the type and nothing the server or the caller said. */
export class MessagingApiError extends Error {
  override readonly name = 'MessagingApiError';
  readonly type: MessagingApiErrorType;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly dueAt: string | undefined;

  constructor(type: MessagingApiErrorType, { cause, ...details }: MessagingApiErrorDetails = {}) {
    super(details.status ? `${type} (HTTP ${details.status})` : type, { cause });
    this.type = type;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.dueAt = details.dueAt;
  }
}

/** Why an action of the chat itself could not be done. */
export const SECURE_CHAT_ERRORS = {
  WRONG_CODE: 'The code is not right. Check it and enter it again.',
  CODE_SPENT: 'The code is not right, or it was used up before. Ask for a new one.',
  NO_CODE_SENT: 'No code was asked for, or it has run out. Ask for a new one.',
  IDENTITY_LOST:
    'The saved identity of this account cannot be found. Only the team that runs the chat can help.',
  WRONG_CONFIGURATION: 'The app and the backend do not agree on how users are named at Seald.',
  UNSAFE_RANDOMNESS:
    'The app has no random numbers that are fit for keys. On React Native, install react-native-get-random-values and import it first.',
  SIGNED_OUT: 'You have been signed out on this device. Sign in again.',
  NOT_READY: 'This device has no identity for the signed-in user yet. Finish the set-up first.',
  NO_ACCESS: 'This identity is not among the readers of the channel.',
  WRONG_PAIR:
    'The service names another conversation than the one with this person. Nothing was opened. Tell the team that runs it.',
  CHANNEL_NOT_ENCRYPTED: 'The channel has no encryption session yet and this user may not set one.',
  IDENTITY_FORGOTTEN:
    'The key server does not know the identity of this device any more. Sign out and set up the device again.',
  ERASURE_UNFINISHED: 'The account is being erased, but not all of it is gone yet. Try again in a moment.',
  FILE_EMPTY: 'The file is empty: there is nothing to send.',
  FILE_TOO_LARGE: 'The file is too large to send.',
  TOO_MANY_FILES: 'A message takes no more than 10 files. Send the others with another one.',
  FILE_UNAVAILABLE: 'The file could not be fetched. Try again later.',
  FILE_GONE: 'The file is not to be had any more. It has to be sent again.',
  FILE_NOT_ALLOWED: 'The file lies at an address that this app does not fetch files from.',
  FILE_STALLED: 'The connection stood still for too long. Try again.',
  FILE_UNREADABLE: 'The file is damaged, or not the one that was sent.',
  FILES_UNSUPPORTED:
    'The app cannot make files on this device. There may be no room; on React Native it needs `platform.newFile`.',
  OUTBOX_FULL:
    'Too much waits on this device to be sent. Wait until some of it has gone, or take some of it back.',
  MESSAGE_CANCELLED: 'The message was taken back before it went.',
  MESSAGE_OVERDUE: 'The message was kept back for more than an hour. Send it now, or take it back.',
  CHANNEL_DELETED: 'The conversation was deleted.',
  CHAT_CLOSED: 'The chat was closed. What waits on this device goes when it is opened again.',
  AUTHOR_KEY_LOST:
    'The key that your messages are signed with cannot be opened on this device. Only the team that runs the chat can help.',
  AUTHOR_KEY_REPLACED:
    'The service names another key for signing your messages than the one on this device. Nothing was sent. Tell the team that runs it.',
  OWN_KEYS_DOUBTED:
    'The key server does not name the keys of this device for you. Nothing was set up. Tell the team that runs the chat.',
  QUOTE_UNREADABLE: 'What was to be quoted cannot be read here, so it cannot be quoted.',
  REACTION_UNREADABLE: 'What cannot be read here cannot be reacted to.',
  REACTION_UNKNOWN: 'This app has no such reaction.',
  REPORT_OF_OWN_MESSAGE: 'This is your own message. Only messages of others can be reported.',
  REPORT_UNVERIFIED: 'This message cannot be verified on this device, so it cannot be reported.',
  NOT_OWN_MESSAGE: 'Only the author can edit a message, and only one that could be verified.',
} as const;

export type SecureChatErrorCode = keyof typeof SECURE_CHAT_ERRORS;

/** An expected failure, told apart by `code`. The message may be shown to people. */
export class SecureChatError extends Error {
  override readonly name = 'SecureChatError';
  readonly code: SecureChatErrorCode;

  constructor(code: SecureChatErrorCode, cause?: unknown) {
    super(SECURE_CHAT_ERRORS[code], { cause });
    this.code = code;
  }
}

/** Some members have not finished their set-up, so nothing can be encrypted for them yet. */
export class MembersNotEnrolledError extends Error {
  override readonly name = 'MembersNotEnrolledError';
  /** Chat user ids. */
  readonly userIds: readonly string[];

  constructor(userIds: readonly string[], cause?: unknown) {
    super(`Cannot encrypt yet for ${userIds.join(', ')}: their set-up is not finished.`, { cause });
    this.userIds = userIds;
  }
}

/** Stream took the call but the before-message-send hook refused the message: nothing was stored or sent on. */
export class MessageRefusedError extends Error {
  override readonly name = 'MessageRefusedError';
  /** The hook's words. */
  readonly reason: string;

  constructor(reason: string) {
    super(`The message was refused: ${reason}`);
    this.reason = reason;
  }
}

/** The encrypted message would be longer than the channel takes. Nothing was sent. */
export class MessageTooLongError extends Error {
  override readonly name = 'MessageTooLongError';
  /** Characters the encrypted form would have. */
  readonly encodedLength: number;
  readonly limit: number;

  constructor(encodedLength: number, limit: number) {
    super(`Encrypted, the message has ${encodedLength} characters; the channel takes ${limit}.`);
    this.encodedLength = encodedLength;
    this.limit = limit;
  }
}

/** Something about the encryption of a channel that a person has to know of. Nothing is sent while it stands. Ids are encryption sessions unless told. */
export type SecurityNotice = { cid: string } & (
  | {
      /** The registry has an epoch that nobody who holds the trusted one has announced. */
      kind: 'epoch-not-announced';
      /** Chat user id of its maker, as the registry says. */
      by: string;
      trusted: string | null;
      registered: string;
    }
  /** The registry has lost the trusted epoch. */
  | { kind: 'epoch-rolled-back'; trusted: string; registered: string | null }
  /** The channel's data name another session than this device and the registry. */
  | { kind: 'session-id-swapped'; trusted: string; named: string | null }
  /** This identity cannot open the channel's session, or nobody has said that it is among its readers. */
  | { kind: 'no-access'; registered: string | null }
  /** A trusted epoch leaves oneself out. To be let in again is up to the others; if none is left, `start-over` helps. */
  | { kind: 'removed' }
  /**
   * A trusted epoch left oneself out, and a later one is said to let oneself in again, which no epoch trusted here can confirm. `by`: chat user
   * id of its maker, as the registry says.
   */
  | { kind: 'let-in-again'; by: string; registered: string }
  /** A new epoch is due, and this contact's keys are in doubt. `userId` is a chat user id. */
  | { kind: 'contact-replaced' | 'contact-mismatch'; userId: string }
);

/**
 * What a person says to a {@link SecurityNotice}. `accept`: take what is there now. `keep`: go on with what was trusted; for a contact:
 * go on without them; for `let-in-again`: wait. `start-over`, only for `no-access` and `removed`: a new epoch for the channel's members, which the others have to accept.
 */
export type Decision = 'accept' | 'keep' | 'start-over';

/** Thrown instead of sending while a {@link SecurityNotice} stands. */
export class SecurityNoticeError extends Error {
  override readonly name = 'SecurityNoticeError';
  readonly notice: SecurityNotice;

  constructor(notice: SecurityNotice) {
    super(`${notice.kind} in ${notice.cid}: sending is stopped on this device.`);
    this.notice = notice;
  }
}

/** Something was about to leave this device in the clear for an encrypted channel. Nothing was sent. */
export class ClearTextBlockedError extends Error {
  override readonly name = 'ClearTextBlockedError';
  /** The field that was not encrypted. */
  readonly field: string;

  constructor(field: string) {
    super(`Stopped before sending: "${field}" is not encrypted.`);
    this.field = field;
  }
}
