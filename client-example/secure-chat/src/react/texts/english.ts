import type { ContactFinding } from '../../contacts/contact-check.ts';
import { type MessagingApiErrorType, SECURE_CHAT_ERRORS, type SecureChatErrorCode } from '../../errors.ts';
import type { UnreadableReason } from '../../messages/unreadable-reason.ts';
import { englishInvitations } from './english-invitations.ts';
import { inEnglishList } from './english-list.ts';
import { englishNotices } from './english-notices.ts';
import { englishUnsent } from './english-unsent.ts';
import type { MemberAccess } from './member-access.ts';

const TRY_AGAIN = 'Something went wrong on the server. Try again in a moment.';
const NO_ANSWER = 'No answer from the server. Check your connection and try again.';
const SIGNED_OUT = 'You have been signed out. Sign in again to go on.';
const TOO_MANY = 'Too many codes were asked for. Wait before you ask for the next one.';

const ofTheApi: Record<MessagingApiErrorType, string> = {
  COUNTRY_NOT_ALLOWED:
    'This app sends no codes to phone numbers of that country. Use a number of another one.',
  AUTH_FACTOR_MISMATCH: 'Your account is protected by another phone number.',
  CHALLENGE_RATE_LIMITED: TOO_MANY,
  RATE_LIMITED: 'That was too much at once. Wait a moment, then try again. Nothing is lost.',
  SMS_QUOTA_EXCEEDED: 'No more text messages can be sent for now. Nothing is lost: try again later today.',
  SSKS_UNAVAILABLE: 'The key storage does not answer. Nothing is lost: try again in a moment.',
  INVALID_REQUEST: 'The server cannot send a code to this number. Check it.',
  UNAUTHENTICATED: SIGNED_OUT,
  UNAUTHORIZED: SIGNED_OUT,
  FORBIDDEN: 'Your account may not use the chat. Ask the team that runs it.',
  USER_NOT_FOUND: 'The server does not know you yet. Ask for a code first.',
  USER_ERASED: 'This account was erased. Ask the team that runs the chat.',
  ERASURE_PENDING: 'This account is going to be erased. Until then you can keep it.',
  REAUTHENTICATION_REQUIRED: 'Sign in again first, so that nobody else can do this for you.',
  USER_BLOCKED: 'The team that runs the chat has blocked this account. Ask them.',
  NOT_A_MEMBER: 'You are not, or no longer, a member of this conversation.',
  REKEY_NOT_ALLOWED: 'Only the owner of this conversation may renew its encryption.',
  TOO_MANY_MEMBERS: 'A conversation can have 1,000 members at most.',
  MEMBER_CHANGE_NOT_ALLOWED: 'Only the owner of this conversation may do this.',
  INVITATION_REFUSED: 'Somebody you chose does not take invitations from you.',
  IDENTITY_NOT_SAVED: 'This device has other keys than those stored for you. Ask for a new code.',
  CHANNEL_IS_A_PAIR: 'This conversation is between two people. Start a group to talk with more.',
  PEER_IS_BLOCKED: 'You have blocked this person. Unblock them to talk with them.',
  MEMBER_NOT_FOUND: 'This person has not signed in here yet. Ask them to, then try again.',
  STREAM_UNAVAILABLE: 'The chat service does not answer. Nothing is lost: try again in a moment.',
  REFUSED: 'The server refused this. Update the app and try again, or ask the team that runs the chat.',
  NETWORK_FAILURE: NO_ANSWER,
  TIMEOUT: NO_ANSWER,
  INTERNAL_ERROR: TRY_AGAIN,
  GATEWAY_FAILURE: TRY_AGAIN,
  MALFORMED_ANSWER: TRY_AGAIN,
  NOT_FOUND: TRY_AGAIN,
  INVALID_SIGNATURE: TRY_AGAIN,
  PAYLOAD_TOO_LARGE: TRY_AGAIN,
  AUTHOR_KEY_NOT_PROVEN: TRY_AGAIN,
  REPORT_NOT_PROVEN: 'This cannot be reported: it cannot be proven who wrote it.',
  REPORTS_NOT_SET_UP: 'The team that runs this chat takes no reports in it. Ask them directly.',
};

const ofTheCore: Record<SecureChatErrorCode, string> = SECURE_CHAT_ERRORS;

const contacts: Record<ContactFinding['kind'], (name: string) => string> = {
  grown: (name) => `${name} uses new keys, for instance on a new device.`,
  replaced: (name) =>
    `${name} has other keys than before. Compare the safety number with them before you write anything confidential.`,
  mismatch: (name) =>
    `${name} has other keys at the key service than on their own devices. Somebody may be trying to read in their place.`,
};

const unreadable: Record<UnreadableReason, string> = {
  'not-encrypted': 'It was not encrypted, so it did not come from a member’s secure chat.',
  'other-session': 'It was encrypted with a key that no member has given you.',
  undecryptable: 'It could not be decrypted. It was damaged or changed on its way.',
  'not-an-envelope': 'What was inside is not a message this app can read.',
  'wrong-session': 'It was written for another key than this conversation’s.',
  'wrong-channel': 'It was copied here from another conversation.',
  'wrong-author': 'It was not written by the person whose name it is under.',
  'unknown-author':
    'Its author has left or has new keys, and this device never knew the key it is signed with: nobody can tell whether it is theirs.',
  'wrong-id': 'It is a copy of another message.',
  'wrong-thread': 'It was moved here from another place in this conversation.',
  'wrong-quote': 'It was made to answer another message than the one it answers.',
  'wrong-mentions': 'Names of people were put into it whom its author did not mention.',
  invitation: 'You have not accepted the invitation to this conversation.',
  'before-you-joined': 'Sent before you joined.',
  'superseded-session':
    'It was encrypted with a key that had been replaced before: by somebody who had left, or put here a second time.',
  'older-revision': 'An older version was put back in place of a newer one.',
};

const access: Record<MemberAccess, string | null> = {
  reads: null,
  unknown: null,
  'not-let-in': 'Cannot read: was not added by a member',
  left: 'No longer a member. The encryption is renewed without them before anything is sent.',
};

const YOU = 'you';

type ChangedPeople = {
  by: string;
  joined: readonly string[];
  removed: readonly string[];
  left: readonly string[];
};

const noLongerMembers = (names: readonly string[]): string =>
  `${inEnglishList(names)} ${names.length > 1 ? 'are no longer members' : `${names[0] === YOU ? 'are' : 'is'} no longer a member`}`;

type Names = readonly (string | undefined)[];
const withNames = (names: Names, nameless: string) => names.map((name) => name ?? nameless).join(' and ');

/**
 * Every word that these hooks say to people, in English. A translation is an object of the same type: the compiler names a key
 * that is missing. A `name` is either a person's, as they chose it, or one of `people`: where a language needs another sentence for
 * "you", compare with your own `people.you`. A sentence that begins with one of `people` gets its capital later.
 */
export const englishTexts = {
  people: {
    you: YOU,
    /** Whose account is no more. */
    gone: 'somebody who is no longer here',
    /** Who has no name, in a sentence; as a line of its own `unnamed`. */
    nameless: 'somebody without a name',
    /** Whose name is being looked for. */
    somebody: 'somebody',
    ownOtherDevice: 'another device of yours',
    unnamed: 'No name',
    /** Of two people who have the same name. */
    toldApart: (name: string, idEndsIn: string) => `${name} (id ends in ${idEndsIn})`,
    renamed: (before: string, now: string) => `${before} is now called “${now}”`,
    inList: inEnglishList,
    andOthers: (names: readonly string[], others: number) =>
      `${names.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`,
  },
  problems: {
    ofTheApi,
    ofTheCore,
    offline: 'There is no connection. Check it and try again.',
    signedOut: 'You are signed out. Sign in again.',
    noProperAnswer: 'The service did not answer as it should. Try again in a moment.',
    notAllowed: 'You may not do this in this conversation.',
    refused: (reason: string) => `The service refused this message${reason ? `: ${reason}` : '.'}`,
    tooLong: 'This message is too long once encrypted. Make it shorter.',
    sendingStopped: 'Sending has stopped in this conversation. The notice in it says why.',
    storage:
      'This device could not keep what it has to keep. Make some room on it, or allow it to store data for this app, then try again.',
    clearText: 'Stopped: this would have left your device unencrypted.',
    forgottenDevice:
      'The key service no longer knows this device. Sign out, then sign in again to set it up anew.',
    /** Undefined: somebody without a name. */
    notEnrolled: (names: Names) =>
      `${withNames(names, 'One of them')} ${names.length > 1 ? 'have' : 'has'} not set up secure chat yet. Ask them to sign in once, then try again.`,
    doubtfulKeys: (names: Names) =>
      `The key service names keys that may not be those of ${withNames(names, 'one of them')}. Nothing was encrypted for them. Tell the team that runs the service.`,
    unknown: 'Something went wrong. Try again.',
  },
  setUp: {
    wrongCode: 'The code is not right, or it has run out. Look again, or ask for a new one.',
    forgottenDevice: 'The key service no longer knows this device. Set it up again with your phone number.',
    signedOut: SIGNED_OUT,
    unknown:
      'That did not work. Try again; if it stays so, load the page again or ask the team that runs the chat.',
    keys: {
      'not-begun': 'Getting ready to make your encryption keys …',
      making: 'Making your encryption keys on this device …',
      made: 'Your encryption keys are made.',
      failed: 'Your encryption keys will be made in the next step.',
    },
    impossibleInCode: (characters: readonly string[]) =>
      `No code has ${characters.join(' or ')} in it. Look again.`,
    shortCode: (length: number) => `A code has ${length} letters and digits.`,
  },
  connection: {
    offline: 'You are offline. What you write waits on this device, and goes once you are back.',
    reconnecting: 'Reconnecting…',
    waiting: 'Waiting: the chat service is busy. It goes on by itself, and nothing is lost.',
  },
  messages: {
    decrypting: 'Decrypting…',
    deleted: 'Message deleted',
    notShown: 'Message not shown',
    /** Where something is missing, or not in its place, by what the author's other messages say. */
    missing: (name: string) => `Something ${name} wrote before this is missing.`,
    outOfOrder: (name: string) => `${name} wrote this after something that stands below.`,
    quoteAway: 'What was quoted is not there any more',
    changedSinceQuoted: (text: string) => `${text} (changed since it was quoted)`,
    ofTheService: 'Notice of the service',
    unreadableHere: 'Cannot be read on this device',
    unreadable,
  },
  epochs: {
    /** `removed`: by whom the sentence is about. `left`: of their own will or not, this is not known. */
    change: ({ by, joined, removed, left }: ChangedPeople) => {
      const parts = [
        ...(joined.length > 0 ? [`${inEnglishList(joined)} joined`] : []),
        ...(left.length > 0 ? [noLongerMembers(left)] : []),
      ];
      const did = removed.length > 0 ? `removed ${inEnglishList(removed)} and ` : '';
      return `${by} ${did}renewed the encryption${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
    },
    started: (name: string) => `${name} started the encryption`,
    letYouIn: (name: string) => `${name} let you in`,
    /** "2 January 2027 at 15:04", in the reader's own time zone. */
    time: (time: Date) => time.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' }),
  },
  endings: {
    removed: 'You were removed from this conversation',
    deleted: 'This conversation was deleted',
    left: 'You have left this conversation',
  },
  members: { access },
  invitations: englishInvitations,
  unsent: englishUnsent,
  contacts,
  notices: englishNotices,
};

/** The texts of these hooks in one language; {@link englishTexts} is the English one. */
export type Texts = typeof englishTexts;
