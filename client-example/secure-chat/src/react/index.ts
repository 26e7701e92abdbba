/* The face of the hooks: what the interfaces of web and native share. Within the package, import the file itself. */
export type { ComposerParts, PickedFiles } from './composer/composer-parts.ts';
export { composerSetup } from './composer/composer-setup.ts';
export { useComposerSetup } from './composer/use-composer-setup.ts';
export { type ConversationQuery, nextConversations } from './conversation-pages.ts';
export {
  type MessageContent,
  messageToShow,
} from './messages/message-to-show.ts';
export { type OutgoingRequests, outgoingRequests } from './messages/outgoing-requests.ts';
export { createOwnWords, type OwnWord, type OwnWords } from './messages/own-words.ts';
export { UNSENT_CHANGED } from './messages/unsent-in-channel.ts';
export {
  addressOfUpload,
  attachmentToShow,
  createUploadedFiles,
  isShownImage,
  type UploadedFiles,
} from './messages/uploaded-files.ts';
export { CODE_LENGTH, impossibleInCode, isWholeCode, tidyCode } from './onboarding/code.ts';
export { createKeyMaking, type KeyMaking, type KeyMakingState } from './onboarding/key-making.ts';
export {
  createOnboardingFlow,
  type OnboardingFlow,
  type OnboardingStep,
  type OnboardingView,
} from './onboarding/onboarding-flow.ts';
export { useCountdown } from './onboarding/use-countdown.ts';
export type { OpenChannels } from './open-channels.ts';
export { type RenewalSource, renewConversations } from './renew-conversations.ts';
export {
  SecureChatProvider,
  type SecureChatProviderProps,
  useOwnWords,
  useSecureChat,
} from './secure-chat-context.ts';
export type { ShownMember } from './shown-members.ts';
export type { Store } from './state/store.ts';
export { useStore } from './state/use-store.ts';
export { englishTexts, type Texts } from './texts/english.ts';
export type { MemberAccess } from './texts/member-access.ts';
export type { Choice, NoticeWords } from './texts/notice-words.ts';
export { isForgottenDevice, type KnownNames, problemWords } from './texts/problem-words.ts';
export { asSentence, type NameOf } from './texts/sentence.ts';
export { type SetUpProblem, setUpProblem } from './texts/set-up-problem.ts';
export { unsentWords } from './texts/unsent-words.ts';
export { TextsProvider, type TextsProviderProps, useTexts } from './texts-context.ts';
export { useBlock } from './use-block.ts';
export { type ChannelEnding, useChannelEnding, useLeaveChannel } from './use-channel-ending.ts';
export { useChannelTitle } from './use-channel-title.ts';
export { type ComparisonsView, useComparisons } from './use-comparisons.ts';
export { type NetworkChanges, useConnectionState } from './use-connection-state.ts';
export { type ContactNotice, useContactNotices } from './use-contact-notices.ts';
export { useDeletedChannels } from './use-deleted-channels.ts';
export { type ChannelOpening, useEncryptedChannel, useOpenChannels } from './use-encrypted-channel.ts';
export { type Encryption, useEncryption } from './use-encryption.ts';
export { type EpochLine, useEpochChanges } from './use-epoch-changes.ts';
export { useGaps } from './use-gaps.ts';
export {
  INVITATION_CHANGES,
  isInvitation,
  type ShownInvitation,
  useInvitation,
  useNotAccepted,
} from './use-invitation.ts';
export { useLastMessage } from './use-last-message.ts';
export { useMembers } from './use-members.ts';
export { type ShownContent, useMessageContent, useQuotedMessage } from './use-message-content.ts';
export { useNameOf, useTwins } from './use-name-of.ts';
export { type OnboardingHook, useOnboarding } from './use-onboarding.ts';
export { type PairEnd, usePairEnd } from './use-pair-end.ts';
export { useProblemWords } from './use-problem-words.ts';
export { useReactions } from './use-reactions.ts';
export { useReadMessage } from './use-read-message.ts';
export { useRedrawOn } from './use-redraw-on.ts';
export { type RenamingNotice, useRenamings } from './use-renamings.ts';
export { useRetryWhenOnline } from './use-retry-when-online.ts';
export { type SafetyNumberView, useSafetyNumber } from './use-safety-number.ts';
export { type StandingNotice, useSecurityNotice } from './use-security-notice.ts';
export { type ShownMessage, useShownMessage } from './use-shown-message.ts';
export { useWaiting } from './use-waiting.ts';
