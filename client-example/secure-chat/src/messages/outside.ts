import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { Envelope } from '../../../../shared/contract/envelope.ts';
import type { UnreadableReason } from './unreadable-reason.ts';

/** What is around the text in a Stream message; the envelope must say the same. */
export type Outside = {
  cid: string;
  from: string;
  id: string;
  storedAt: Date | null;
  parentId: string | undefined;
  showInChannel: boolean;
  quotedMessageId: string | undefined;
  mentionedUserIds: readonly string[];
};

export const outsideOf = (cid: string, message: MessageResponse | LocalMessage): Outside => ({
  cid,
  from: message.user?.id ?? '',
  id: message.id,
  storedAt: message.created_at ? new Date(message.created_at) : null,
  parentId: message.parent_id ?? undefined,
  showInChannel: message.show_in_channel ?? false,
  quotedMessageId: message.quoted_message_id ?? undefined,
  mentionedUserIds: idsOf(message.mentioned_users),
});

/** The server's word, in whatever form it comes: what is no user has no id that an envelope could name. */
const idsOf = (users: readonly { id: string }[] | null | undefined): string[] =>
  Array.isArray(users) ? users.map((user) => user?.id ?? '') : [];

/** What an envelope says otherwise than the Stream message it was found in; null when they agree. */
export const misplaced = (
  envelope: Envelope,
  sessionId: string,
  outside: Outside,
): UnreadableReason | null => {
  if (envelope.sessionId !== sessionId) return 'wrong-session';
  if (envelope.cid !== outside.cid) return 'wrong-channel';
  if (envelope.from !== outside.from) return 'wrong-author';
  if (envelope.id !== outside.id) return 'wrong-id';
  const { parentId, showInChannel = false, quoted, mentionedUserIds = [] } = envelope;
  if (parentId !== outside.parentId || showInChannel !== outside.showInChannel) return 'wrong-thread';
  // Without one outside nothing is quoted on the screen but what the envelope says.
  if (outside.quotedMessageId !== undefined && outside.quotedMessageId !== quoted?.id) return 'wrong-quote';
  // Somebody erased is not among those mentioned any more.
  const isMentioned = (id: string) => mentionedUserIds.includes(id);
  return outside.mentionedUserIds.every(isMentioned) ? null : 'wrong-mentions';
};
