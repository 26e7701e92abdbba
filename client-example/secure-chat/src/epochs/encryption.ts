import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { ContactFinding } from '../contacts/contact-check.ts';
import type { Decision, SecurityNotice } from '../errors.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import type { TrustedEpoch, VerifiedEpoch } from './trusted-epoch.ts';

/** Why there is no session to read with. `unknown-now`: a server did not answer. */
export type NoSession =
  | 'other-session'
  | 'before-you-joined'
  | 'superseded-session'
  | 'invitation'
  | 'unknown-now';

/** The channel's own session of this id, or why there is none to read with. */
export type FindSession = (
  encryptionSessionId: string,
  storedAt: Date | null,
) => Promise<EncryptionSession | NoSession>;

/**
 * Why there is no key to verify with. `not-theirs`: of one who is no reader of the epoch, or whose key is not the one that it names. `unknown-now`: a server did not answer.
 */
export type NoAuthorKey = 'not-theirs' | 'unknown-now';

/**
 * What this user's messages are signed with in a verified epoch, by its session. `unknownAuthorKey`: the epoch names it, and nobody tells whether it is theirs, as of who has left, or the backend
 * alone says that it was before. Never rejects.
 */
export type FindAuthorKey = (
  encryptionSessionId: string,
  userId: string,
) => Promise<{ authorKey: string } | { unknownAuthorKey: string } | NoAuthorKey>;

/** This user was put into the channel by somebody they have not let do so. `by`: chat user id. */
export type Invitation = { by: string };

export type EpochEvent =
  | { type: 'epoch'; epoch: TrustedEpoch; joined: readonly string[]; left: readonly string[] }
  | { type: 'security-notice'; notice: SecurityNotice | null }
  | { type: 'invitation'; invitation: Invitation | null }
  | ({ type: 'contact-changed' } & ContactFinding);

/** What of a Stream message matters here. */
export type CountedMessage = Pick<MessageResponse | LocalMessage, 'id' | 'text' | 'created_at'>;

/** What a message that leaves takes of its channel's epochs. */
export type Encryption = {
  /** The session to encrypt the next message with. Waits for an epoch that is due; throws as `EncryptedChannel.sendMessage` does. */
  sessionToSend: () => Promise<EncryptionSession>;
  /** Whether what was encrypted with this session may still leave. */
  maySend: (session: EncryptionSession) => boolean;
  /** Asks the registry once, after the hook has refused a message. Throws `SecurityNoticeError`, `MessagingApiError` and what Seald throws: then it is not known why it was refused. */
  askAgain: () => Promise<void>;
  /** Counts a message, for the rotation; a repeat changes nothing. */
  count: (message: CountedMessage) => void;
};

/** The epochs of one open channel on one device: what to encrypt with, what to read with, and who takes part. */
export type EpochKeeper = Encryption & {
  epoch: () => TrustedEpoch | null;
  epochs: () => readonly VerifiedEpoch[];
  invitation: () => Invitation | null;
  /** The other of a pair; null in a group. */
  pairWith: () => string | null;
  /** Accepts, and opens what was left closed until then. */
  accept: () => Promise<void>;
  notice: () => SecurityNotice | null;
  /** Contacts whose keys have changed, until `noteContact`. */
  changedContacts: () => readonly ContactFinding[];
  noteContact: (userId: string) => void;
  /** For a text that names this session and was stored then; null for a file, whose bytes a message vouches for. Never rejects. */
  sessionToRead: FindSession;
  /** Of an epoch that `sessionToRead` has found. */
  authorToRead: FindAuthorKey;
  addMember: (userId: string) => Promise<void>;
  removeMember: (userId: string) => Promise<void>;
  leave: () => Promise<void>;
  renewEncryption: () => Promise<void>;
  decide: (decision: Decision) => Promise<void>;
  /** Keeps up with the registry for as long as somebody looks at the channel; see `EncryptedChannel`. */
  attend: () => () => void;
  /** Answers how to stop. */
  subscribe: (listener: (event: EpochEvent) => void) => () => void;
  /** Stops listening and waiting; what is under way ends by itself. */
  close: () => void;
};
