import type { LocalMessage } from 'stream-chat';
import type { SealedFile } from '../../files/sealed-file.ts';
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
  attachments?: readonly SealedFile[];
  /** As it may be shown itself. */
  quotedMessage?: LocalMessage | null;
};

/**
 * The message as it may be shown: ids, times, reactions and counts from around it, words and files only from `content`.
 * `shownAt` says where decrypted files are.
 */
export const messageToShow = (
  message: LocalMessage,
  { text, attachments = [], quotedMessage = null }: MessageContent,
  shownAt: (attachment: SealedFile) => string | undefined = () => undefined,
): LocalMessage =>
  ({
    ...message,
    ...NOT_SHOWN,
    text,
    attachments: attachments.map((attachment) => attachmentToShow(attachment, shownAt(attachment))),
    quoted_message: quotedMessage,
  }) as LocalMessage;
