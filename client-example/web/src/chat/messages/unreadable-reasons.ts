import type { UnreadableReason } from '@sealed-stream/secure-chat';

/** Why a message is not shown, for the person who reads the conversation. */
export const UNREADABLE_REASONS: Record<UnreadableReason, string> = {
  'not-encrypted': 'It was not encrypted, so it did not come from a member’s secure chat.',
  'other-session': 'It was encrypted with a key that no member has given you.',
  undecryptable: 'It could not be decrypted. It was damaged or changed on its way.',
  'not-an-envelope': 'What was inside is not a message this app can read.',
  'wrong-session': 'It was written for another key than this conversation’s.',
  'wrong-channel': 'It was copied here from another conversation.',
  'wrong-sender': 'It was put under another person’s name.',
  'wrong-id': 'It is a copy of another message.',
  'before-you-joined': 'Sent before you joined.',
  'superseded-session':
    'It was encrypted with a key that had been replaced before: by somebody who had left, or put here a second time.',
  'older-revision': 'An older version was put back in place of a newer one.',
};
