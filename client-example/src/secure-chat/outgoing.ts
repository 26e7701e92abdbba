import type { EncryptionSession } from '@seald-io/sdk/lib/main.js';
import type { Channel, LocalMessage, MessageResponse } from 'stream-chat';
import {
  ENVELOPE_VERSION,
  type Envelope,
  type EnvelopeAttachment,
} from '../../../shared/contract/envelope.ts';
import { maxTextLength } from './channel-data.ts';
import { MessageRefusedError } from './errors.ts';
import { seal } from './sealed-text.ts';

/** A message to send. Everything but ids and flags is encrypted. */
export type OutgoingMessage = {
  /**
   * Stream message id; a new one unless told. To try again after a failure that may have arrived, pass the same one:
   * it is stored once.
   */
  id?: string | undefined;
  text: string;
  /** From `uploadFile`. */
  attachments?: readonly EnvelopeAttachment[] | undefined;
  /** Answer in the thread of this message. */
  parentId?: string | undefined;
  /** With `parentId`: show the answer in the channel too. */
  showInChannel?: boolean | undefined;
  quotedMessageId?: string | undefined;
  /** Stream sees these, and tells those people. */
  mentionedUserIds?: readonly string[] | undefined;
};

/** New words for an own message. What is left out stays as it is. */
export type OutgoingEdit = { id: string } & Partial<
  Pick<OutgoingMessage, 'text' | 'attachments' | 'mentionedUserIds'>
>;

export type SendOptions = {
  /** Id of an earlier attempt that may or may not have arrived; sending it twice stores it once. */
  id?: string | undefined;
  /** Answer in the thread of this message. */
  parentId?: string | undefined;
  quotedMessageId?: string | undefined;
};

/** Everything that leaves an encrypted channel goes through here: what a message is encrypted with, and as whom. */
export type Outbox = {
  channel: Channel;
  session: EncryptionSession;
  userId: string;
  now: () => Date;
  newId: () => string;
};

/** Encrypts and sends; answers the message id. Throws `MessageTooLongError`, `MessageRefusedError` and what Stream throws. */
export const sendSealed = async (outbox: Outbox, text: string, options: SendOptions): Promise<string> => {
  const id = options.id ?? outbox.newId();
  const message = {
    id,
    text: await sealed(outbox, { id, rev: 0, text }),
    ...(options.parentId && { parent_id: options.parentId }),
    ...(options.quotedMessageId && { quoted_message_id: options.quotedMessageId }),
  };
  try {
    refuseIfTold((await outbox.channel.sendMessage(message)).message);
  } catch (error) {
    if (!(options.id && isDuplicate(error))) throw error;
  }
  return id;
};

/** Encrypts the next revision of an own message and replaces the whole message with it, the way the hook gets to see. */
export const editSealed = async (
  outbox: Outbox,
  original: MessageResponse | LocalMessage,
  { rev, text }: { rev: number; text: string },
): Promise<void> => {
  const { id, pinned_at } = original;
  const update = {
    id,
    text: await sealed(outbox, { id, rev, text }),
    ...(pinned_at && { pinned_at: String(pinned_at) }), // without it stream-chat would unpin the message
  };
  refuseIfTold((await outbox.channel.getClient().updateMessage(update)).message);
};

const sealed = (
  { channel, session, userId, now }: Outbox,
  { id, rev, text }: { id: string; rev: number; text: string },
): Promise<string> => {
  const envelope: Envelope = {
    v: ENVELOPE_VERSION,
    cid: channel.cid,
    sessionId: session.sessionId,
    from: userId,
    id,
    rev,
    sentAt: now().toISOString(),
    text,
    attachments: [],
  };
  return seal(session, envelope, maxTextLength(channel));
};

/** A refusal of the hook comes as a success whose message is an error (stream.md section 9.2). */
const refuseIfTold = ({ type, text }: { type?: string; text?: string }): void => {
  if (type === 'error') throw new MessageRefusedError(text ?? '');
};

/** Stream's answer to an id it has already stored (stream.md section 3). */
const isDuplicate = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 4 && String(error).includes('already exists');
