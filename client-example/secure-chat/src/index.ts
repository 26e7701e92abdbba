/* The package's face: what an app uses of the core. Within the package, import the file itself. */
export { parseEncryptedText } from '../../../shared/contract/encrypted-text.ts';
export { THUMBNAIL_MAX_LENGTH } from '../../../shared/contract/envelope.ts';
export { plainPhoneNumber, readPhoneNumber } from '../../../shared/contract/phone-number.ts';
export { REACTIONS, type ReactionEmoji } from '../../../shared/contract/reaction.ts';
export {
  MAX_MESSAGES_BEFORE,
  NOTE_MAX_LENGTH,
  type ReportReason,
  type ReportResponse,
  reportReasons,
} from '../../../shared/contract/report.ts';
export { MAX_FILES, STREAM_FILE_HOSTS } from '../../../shared/contract/visible-file.ts';
export {
  createMessagingApi,
  type MessagingApi,
  type MessagingApiConfig,
} from './api/messaging-api.ts';
export type { ChannelEvent } from './channels/channel-events.ts';
export type { DeletedChannel } from './channels/deleted-channels.ts';
export type { EncryptedChannel } from './channels/encrypted-channel.ts';
export type { Comparisons } from './contacts/comparisons.ts';
export type { ContactFinding } from './contacts/contact-check.ts';
export type { ContactNames, Renaming } from './contacts/contact-names.ts';
export { ContactKeysError } from './contacts/contact-session.ts';
export type { SafetyNumber } from './contacts/safety-number.ts';
export { createSecureChat } from './create-secure-chat.ts';
export type { Invitation } from './epochs/encryption.ts';
export type { TrustedEpoch } from './epochs/trusted-epoch.ts';
export {
  ClearTextBlockedError,
  type Decision,
  MembersNotEnrolledError,
  MessageRefusedError,
  MessageTooLongError,
  MessagingApiError,
  type MessagingApiErrorType,
  SecureChatError,
  type SecureChatErrorCode,
  type SecurityNotice,
  SecurityNoticeError,
} from './errors.ts';
export type { OpenedFile } from './files/file-transfer.ts';
export { MAX_UPLOAD_BYTES } from './files/max-upload.ts';
export type { SealedFile } from './files/sealed-file.ts';
export type { AuthFactor } from './identity/auth-factor.ts';
export type { OnboardingState } from './identity/onboarding.ts';
export type { Gap } from './messages/gaps.ts';
export type { ReadMessage, VerifiedMessage } from './messages/incoming.ts';
export type { OutgoingEdit, OutgoingMessage } from './messages/outgoing.ts';
export type { OutgoingReport } from './messages/report-message.ts';
export type { UnreadableReason } from './messages/unreadable-reason.ts';
export type { Outbox } from './outbox/channel-outbox.ts';
export type { Draft } from './outbox/drafts.ts';
export type { OutboxEntry, OutboxReason, OutboxState } from './outbox/outbox-entry.ts';
export type { NewWords } from './outbox/written.ts';
export type { DeviceFile } from './platform/device-file.ts';
export { type DeviceRecords, memoryRecords } from './platform/device-records.ts';
export { type DeviceStorage, memoryStorage } from './platform/device-storage.ts';
export { plainFileName, plainName, shownFileName } from './platform/plain-names.ts';
export type { Platform } from './platform/platform.ts';
export { oneWindow, type WindowNews, type Windows } from './platform/windows.ts';
export type { MessageReaction, Reactor } from './reactions/reaction-reader.ts';
export type { SealdSdk } from './seald/sdk-types.ts';
export { isForgotten } from './seald/seald-errors.ts';
export {
  type CreateSealdSdk,
  createSealdSdk,
  type SealdCryptography,
  type SealdSdkConfig,
} from './seald/seald-sdk.ts';
export type { SecureChat, SecureChatConfig } from './secure-chat.ts';
export type { ConnectionState } from './stream/connection-state.ts';
export { isNamedLike, type Person } from './stream/conversations.ts';
export { invitedBy, notAccepted } from './stream/invitation.ts';
