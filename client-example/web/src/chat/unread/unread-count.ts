import { isInvitation } from '@sealed-stream/secure-chat/react';
import type { Channel, EventTypes } from 'stream-chat';

/** After which another number of messages may be unread. */
export const UNREAD_CHANGES: readonly EventTypes[] = [
  'message.new',
  'message.read',
  'message.deleted',
  'notification.message_new',
  'notification.mark_read',
  'notification.mark_unread',
  'notification.removed_from_channel',
  'member.updated',
  'channel.truncated',
  'channels.queried',
  'connection.recovered',
];

type Counting = { types: readonly string[]; beingRead: string | null };

/** Unread messages in the conversations of a list: not in invitations, nor muted ones, nor what is being read at this moment. */
export const countUnread = (channels: readonly Channel[], { types, beingRead }: Counting): number =>
  channels
    .filter((channel) => isCounted(channel, types) && channel.cid !== beingRead)
    .reduce((total, channel) => total + channel.countUnread(), 0);

/** Whether news of this conversation are for the person to know. The vendor's object throws before it is loaded, and after a removal. */
export const isCounted = (channel: Channel, types: readonly string[]): boolean =>
  types.includes(channel.type) &&
  channel.initialized &&
  !channel.disconnected &&
  !isInvitation(channel) &&
  !channel.muteStatus().muted;

const MOST = 99;

/** "(3) Sealed Stream"; no name of anybody, for titles stay in the browser's history. */
export const titleWith = (unread: number, product: string): string => {
  if (unread === 0) return product;
  return `(${unread > MOST ? `${MOST}+` : unread}) ${product}`;
};
