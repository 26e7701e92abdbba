import type { EncryptionSession } from '@seald-io/sdk/lib/main.js';
import type {
  Channel,
  Message,
  MessageResponse,
  SendMessageAPIResponse,
  UpdateMessageAPIResponse,
} from 'stream-chat';
import {
  ENVELOPE_VERSION,
  type Envelope,
  type EnvelopeAttachment,
} from '../../../shared/contract/envelope.ts';
import { maxTextLength } from './channel-data.ts';
import { remainingBytes, withFittingThumbnails } from './envelope-size.ts';
import { MessageRefusedError, SecureChatError } from './errors.ts';
import type { MessageReader } from './message-reader.ts';
import { seal } from './sealed-text.ts';
import type { UnsentMessages } from './unsent-messages.ts';

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

export type SendOptions = Omit<OutgoingMessage, 'text'>;

/** Everything that leaves an encrypted channel goes through here: what a message is encrypted with, and as whom. */
export type Outbox = {
  channel: Channel;
  session: EncryptionSession;
  userId: string;
  now: () => Date;
  newId: () => string;
  reader: MessageReader;
  unsent: UnsentMessages;
  /** Throws `SecurityNoticeError` while a notice stands. */
  requireNoNotice: () => void;
};

type Words = Pick<Envelope, 'id' | 'rev' | 'text' | 'attachments'>;

/** Encrypts and sends. Throws as `EncryptedChannel.sendMessage` does. */
export const sendSealed = async (
  outbox: Outbox,
  outgoing: OutgoingMessage,
): Promise<SendMessageAPIResponse> => {
  const { channel, unsent } = outbox;
  const id = outgoing.id ?? outbox.newId();
  const envelope = envelopeOf(outbox, { ...wordsOf(outgoing), id, rev: 0 });
  unsent.put(shown(envelope));
  outbox.requireNoNotice();
  const text = await sealed(outbox, envelope);
  const message: Message = { id, text, ...beside(outgoing) };
  const answer = await channel.sendMessage(message).catch(async (error: unknown) => {
    const stored = outgoing.id && isDuplicate(error) ? await ownStored(outbox, id) : null;
    if (!stored) throw error;
    return stored;
  });
  refuseIfTold(answer.message);
  remember(outbox, answer.message, { text, envelope });
  unsent.sent(id);
  return answer;
};

/**
 * Encrypts the next revision of an own message and replaces the whole message with it, the way the hook gets to see.
 * Throws as `sendSealed` does, and `SecureChatError` `NOT_OWN_MESSAGE`.
 */
export const editSealed = async (outbox: Outbox, edit: OutgoingEdit): Promise<UpdateMessageAPIResponse> => {
  outbox.requireNoNotice();
  const client = outbox.channel.getClient();
  const { message: original } = await client.getMessage(edit.id);
  const current = await ownWords(outbox, original);
  if (!current) throw new SecureChatError('NOT_OWN_MESSAGE');
  const attachments = [...(edit.attachments ?? current.attachments)];
  const words = { id: edit.id, rev: current.rev + 1, text: edit.text ?? current.text, attachments };
  const envelope = envelopeOf(outbox, words);
  const text = await sealed(outbox, envelope);
  const answer = await client.updateMessage({ id: edit.id, text, ...kept(original, edit) });
  refuseIfTold(answer.message);
  remember(outbox, answer.message, { text, envelope });
  return answer;
};

/** Bytes of UTF-8 that still fit into a message; see `EncryptedChannel`. */
export const remainingBytesIn = (
  outbox: Outbox,
  text: string,
  attachments: readonly EnvelopeAttachment[],
): number => {
  const widest = { id: `${outbox.userId}-${ANY_UUID}`, rev: 9999 };
  const envelope = envelopeOf(outbox, { ...widest, text, attachments: [...attachments] });
  return remainingBytes(envelope, maxTextLength(outbox.channel));
};

const ANY_UUID = '00000000-0000-4000-8000-000000000000';

const wordsOf = ({ text, attachments = [] }: OutgoingMessage) => ({ text, attachments: [...attachments] });

/** What Stream needs to see next to the text. */
const beside = ({ parentId, quotedMessageId, showInChannel, mentionedUserIds }: OutgoingMessage) => ({
  ...(parentId && { parent_id: parentId }),
  ...(parentId && showInChannel && { show_in_channel: true }),
  ...(quotedMessageId && { quoted_message_id: quotedMessageId }),
  ...(mentionedUserIds?.length && { mentioned_users: [...mentionedUserIds] }),
});

/** What an edit would take away if it were not sent again: stream-chat replaces the whole message. */
const kept = ({ pinned_at, mentioned_users }: MessageResponse, { mentionedUserIds }: OutgoingEdit) => {
  const mentioned = mentionedUserIds ?? mentioned_users?.map(({ id }) => id) ?? [];
  return {
    ...(pinned_at && { pinned_at: String(pinned_at) }),
    ...(mentioned.length > 0 && { mentioned_users: mentioned.map((id) => ({ id })) }),
  };
};

const envelopeOf = ({ channel, session, userId, now }: Outbox, words: Words): Envelope => ({
  v: ENVELOPE_VERSION,
  cid: channel.cid,
  sessionId: session.sessionId,
  from: userId,
  sentAt: now().toISOString(),
  ...words,
});

const sealed = ({ channel, session }: Outbox, envelope: Envelope): Promise<string> => {
  const limit = maxTextLength(channel);
  return seal(session, withFittingThumbnails(envelope, limit), limit);
};

const shown = ({ id, from, text, attachments, sentAt, rev }: Envelope) =>
  ({ kind: 'message', id, from, text, attachments, sentAt, rev }) as const;

/** Saves decrypting what was just encrypted here. What Stream stored otherwise is read like any other message. */
const remember = (
  { reader }: Outbox,
  message: MessageResponse,
  { text, envelope }: { text: string; envelope: Envelope },
): void => {
  if (message.text === text && message.id === envelope.id && message.user?.id === envelope.from)
    reader.learn(message, shown(envelope));
};

const ownWords = async ({ reader, userId }: Outbox, message: MessageResponse) => {
  const found = await reader.read(message);
  return found.kind === 'message' && found.from === userId ? found : null;
};

/** The message Stream has under this id, if it is one of ours. */
const ownStored = async (outbox: Outbox, id: string): Promise<SendMessageAPIResponse | null> => {
  const stored = await outbox.channel.getClient().getMessage(id);
  return (await ownWords(outbox, stored.message)) ? stored : null;
};

/** A refusal of the hook comes as a success whose message is an error (stream.md section 9.2). */
const refuseIfTold = ({ type, text }: { type?: string; text?: string }): void => {
  if (type === 'error') throw new MessageRefusedError(text ?? '');
};

/** Stream's answer to an id it has already stored (stream.md section 3). */
const isDuplicate = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 4 && String(error).includes('already exists');
