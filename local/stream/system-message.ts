import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { optionalId } from './api-request.ts';
import { announceNew } from './message-events.ts';
import { store } from './messages.ts';
import type { StoredChannel, StoredMessage } from './stored.ts';
import { customPart } from './v1/custom-fields.ts';
import { messageFields } from './v1/encode-message.ts';
import type { World } from './world.ts';

export const systemMessageInput = z.looseObject({ id: optionalId, text: z.string().default('') });

/**
 * The message that rides on a channel update or truncation: type `system`, stored and announced.
 * The before-message-send hook is not asked: that Stream would is not established, and not asking is the harder case for us.
 */
export const postSystemMessage = (
  world: World,
  channel: StoredChannel,
  input: z.output<typeof systemMessageInput>,
  userId: string,
): StoredMessage => {
  const now = world.now();
  const message: StoredMessage = {
    id: input.id ?? randomUUID(),
    cid: channel.cid,
    userId,
    type: 'system',
    text: input.text,
    attachments: [],
    mentionedUserIds: [],
    replyIds: [],
    showInChannel: false,
    silent: false,
    pinned: false,
    createdAt: now,
    updatedAt: now,
    deletedForUserIds: [],
    reactions: [],
    unused: {},
    custom: customPart(input, messageFields),
  };
  store(world, channel, message);
  announceNew(world, channel, message, false);
  return message;
};
