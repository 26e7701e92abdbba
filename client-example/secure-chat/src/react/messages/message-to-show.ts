import type { LocalMessage } from 'stream-chat';
import type { SealedFile } from '../../files/sealed-file.ts';
import type { MessageReaction } from '../../reactions/reaction-reader.ts';
import { reactionsToShow } from './reactions-to-show.ts';
import { attachmentToShow } from './uploaded-files.ts';

/** Everything Stream's interfaces would show of a message besides its text, and that anyone but its author could have put there. */
const NOT_SHOWN = {
  html: '',
  i18n: undefined,
  poll: undefined,
  poll_id: undefined,
  shared_location: undefined,
  command: undefined,
  command_info: undefined,
  pinned: false,
  pinned_at: null,
  pinned_by: undefined,
  pin_expires: undefined,
  moderation: undefined,
  moderation_details: undefined,
  mentioned_users: [],
  mentioned_channel: undefined,
  mentioned_here: undefined,
  mentioned_roles: undefined,
  mentioned_groups: undefined,
} satisfies Partial<LocalMessage> & Record<string, unknown>;

export type MessageContent = {
  text: string;
  /** 0 when first sent, one more with each edit. */
  rev?: number;
  /** When this revision was written, by its author's clock. */
  sentAt?: string;
  attachments?: readonly SealedFile[];
  /** As it may be shown itself. */
  quotedMessage?: LocalMessage | null;
  /** Those verified; `ownId` is the chat user id of who looks at them. */
  reactions?: { all: readonly MessageReaction[]; ownId: string | undefined };
};

/**
 * The message as it may be shown: ids, times and number of answers from around it, words, files, reactions and whether it was edited only from `content`.
 * `shownAt` says where decrypted files are.
 */
export const messageToShow = (
  message: LocalMessage,
  { text, rev = 0, sentAt, attachments = [], quotedMessage = null, reactions }: MessageContent,
  shownAt: (attachment: SealedFile) => string | undefined = () => undefined,
): LocalMessage =>
  ({
    ...message,
    ...NOT_SHOWN,
    ...reactionsToShow(message.id, reactions?.all ?? [], reactions?.ownId),
    text,
    // By this alone the vendor marks a message as edited.
    message_text_updated_at: rev > 0 ? sentAt : undefined,
    attachments: attachments.map((attachment) => attachmentToShow(attachment, shownAt(attachment))),
    quoted_message: quotedMessage,
  }) as LocalMessage;
