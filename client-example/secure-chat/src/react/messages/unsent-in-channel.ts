import type { Channel, EventTypes, LocalMessage, MessageResponse } from 'stream-chat';
import type { EncryptedChannel } from '../../channels/encrypted-channel.ts';
import type { Gone } from '../../outbox/live-entries.ts';
import type { OutboxEntry } from '../../outbox/outbox-entry.ts';
import type { OwnWords } from './own-words.ts';
import { attachmentToShow } from './uploaded-files.ts';

/** Told on the channel, on this device only, when what stands in it unsent has changed. */
export const UNSENT_CHANGED = 'outbox.changed' as EventTypes;

/**
 * Keeps what waits in a channel's outbox among the messages of stream-chat's state, where Stream's interfaces look: with `status` `sending` while it
 * waits, `failed` while it is kept back or has failed. Also after a restart, and after stream-chat has made its list anew. Goes on until the
 * channel is closed.
 */
export const showUnsent = (encrypted: EncryptedChannel, ownWords: OwnWords): void => {
  const { stream: channel, outbox } = encrypted;
  const shown = new Set<string>();
  const client = channel.getClient();
  const hide = (id: string, message: Gone['message']) => {
    shown.delete(id);
    const word = ownWords.get(id);
    const local = localIn(channel, id);
    if (message?.type && local) channel.state.addMessageSorted({ ...message, status: 'received' }, true);
    else if (!message && local) channel.state.removeMessage(local);
    else if (message?.type && !local) renew(channel, message);
    if (word && message) ownWords.write(id, { text: word.text, attachments: word.attachments });
    else ownWords.forget(id);
  };
  const show = (gone?: Gone) => {
    const entries = outbox.entries();
    if (channel.disconnected || (entries.length === 0 && shown.size === 0)) return;
    let isOther = gone !== undefined;
    for (const entry of entries) {
      const { id, text = '', attachments = [], uploaded } = entry;
      shown.add(id);
      if (ownWords.get(id)?.waiting !== entry)
        ownWords.write(id, { text, attachments: [...attachments], waiting: entry, uploaded });
      if (entry.kind === 'message' && stand(channel, entry)) isOther = true;
    }
    for (const id of [...shown])
      if (!entries.some((entry) => entry.id === id)) hide(id, gone?.id === id ? gone.message : null);
    if (isOther) client.dispatchEvent({ type: UNSENT_CHANGED, cid: channel.cid });
  };
  outbox.subscribe(show);
  // stream-chat may have made its list anew with any of them.
  const heard = client.on(({ type, cid }) => {
    if (channel.disconnected) return heard.unsubscribe();
    if (type !== UNSENT_CHANGED && (cid === undefined || cid === channel.cid)) show();
  });
  show();
};

/** Puts an entry among the messages; answers whether anything there is another than before. */
const stand = (channel: Channel, entry: OutboxEntry): boolean => {
  const { id, text = '', attachments = [] } = entry;
  const status = entry.state === 'waiting' || entry.state === 'sending' ? 'sending' : 'failed';
  const known = channel.state.findMessage(id, entry.parentId);
  if (known && !isLocal(known)) return false;
  if (known?.status === status && known.text === text && known.attachments?.length === attachments.length)
    return false;
  const words = { text, attachments: attachments.map((file) => attachmentToShow(file)) };
  const error = status === 'failed' ? { error: errorOf(entry) } : { error: undefined };
  const message = { ...(known ?? newLocal(channel, entry)), ...words, ...error, status };
  channel.state.addMessageSorted(message as LocalMessage, true);
  return true;
};

/** Stream's interfaces offer to try again, unless the status is 403 (stream-chat-react 14, `isMessageErrorRetryable`). */
const errorOf = ({ canRetry }: OutboxEntry) => ({ code: -1, message: '', status: canRetry ? 500 : 403 });

const newLocal = (channel: Channel, entry: OutboxEntry) => {
  const { id, parentId, showInChannel, quotedMessageId, writtenAt } = entry;
  const { user } = channel.getClient();
  return {
    id,
    cid: channel.cid,
    type: parentId ? 'reply' : 'regular',
    user,
    created_at: writtenAt,
    updated_at: writtenAt,
    mentioned_users: [],
    reaction_groups: null,
    ...(parentId && { parent_id: parentId, show_in_channel: showInChannel }),
    ...(quotedMessageId && {
      quoted_message_id: quotedMessageId,
      quoted_message: channel.state.findMessage(quotedMessageId) ?? null,
    }),
  };
};

/** New words for a message that stands here already, in case Stream's event comes later. */
const renew = (channel: Channel, message: MessageResponse): void => {
  const known = channel.state.findMessage(message.id, message.parent_id);
  const isNewer = known && new Date(message.updated_at ?? 0) > known.updated_at;
  if (isNewer)
    channel.state.addMessageSorted({ ...message, own_reactions: known.own_reactions ?? [] }, false, false);
};

const localIn = (channel: Channel, id: string): LocalMessage | undefined => {
  const replies = Object.values(channel.state.threads).flat();
  const found = channel.state.findMessage(id) ?? replies.find((reply) => reply.id === id);
  return found && isLocal(found) ? found : undefined;
};

const isLocal = ({ status }: LocalMessage): boolean => status === 'sending' || status === 'failed';
