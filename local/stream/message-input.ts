import * as z from 'zod';
import { optionalId } from './api-request.ts';
import { StreamError } from './errors.ts';
import type { Custom, StoredChannel, StoredMessage } from './stored.ts';
import { customPart } from './v1/custom-fields.ts';
import { messageFields, unusedMessageFields } from './v1/encode-message.ts';
import type { World } from './world.ts';

/** What a client may say in a message; server-owned fields it echoes back are ignored (stream.md section 6). */
export const messageInput = z.looseObject({
  id: optionalId,
  type: z.string().nullish(),
  text: z.string().nullish(),
  attachments: z.array(z.record(z.string(), z.unknown())).nullish(),
  mentioned_users: z.array(z.union([z.string(), z.looseObject({ id: z.string() })])).nullish(),
  parent_id: z.string().nullish(),
  show_in_channel: z.boolean().nullish(),
  quoted_message_id: z.string().nullish(),
  silent: z.boolean().nullish(),
  pinned: z.boolean().nullish(),
  pin_expires: z.string().nullish(),
});
export type MessageInput = z.output<typeof messageInput>;

const MAX_ATTACHMENTS = 30;
const MAX_ATTACHMENTS_BYTES = 5 * 1024;
const MAX_MENTIONS = 25;

/**
 * The content of a message as it will be stored, checked against the limits of stream.md section 10.3 except the text's
 * length. Throws codes 4 and 22.
 */
export const messageContent = (world: World, channel: StoredChannel, input: MessageInput) => {
  const attachments = input.attachments ?? [];
  const mentioned = (input.mentioned_users ?? []).map((user) => (typeof user === 'string' ? user : user.id));
  if (attachments.length > MAX_ATTACHMENTS) throw new StreamError('input', 'more than 30 attachments');
  if (Buffer.byteLength(JSON.stringify(attachments)) > MAX_ATTACHMENTS_BYTES)
    throw new StreamError('payloadTooBig', 'attachments are larger than 5 KB');
  if (mentioned.length > MAX_MENTIONS) throw new StreamError('input', 'more than 25 mentioned users');
  const quotedMessageId = input.quoted_message_id || undefined;
  if (quotedMessageId !== undefined && world.state.messages.get(quotedMessageId)?.cid !== channel.cid)
    throw new StreamError('input', 'the quoted message does not exist in this channel');
  return {
    text: input.text ?? '',
    attachments,
    mentionedUserIds: mentioned.filter((id) => world.state.users.has(id)),
    quotedMessageId,
    silent: input.silent ?? false,
    unused: unusedPart(input),
    custom: customPart(input, messageFields),
  } satisfies Partial<StoredMessage>;
};

const unusedPart = (input: Custom): Custom =>
  Object.fromEntries(
    Object.entries(input).filter(([key, value]) => unusedMessageFields.has(key) && value !== undefined),
  );
