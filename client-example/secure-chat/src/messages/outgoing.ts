import type { Message, MessageResponse, SendMessageAPIResponse, UpdateMessageAPIResponse } from 'stream-chat';
import { MAX_FILES, type VisibleFile } from '../../../../shared/contract/visible-file.ts';
import { SecureChatError } from '../errors.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { maxTextLength } from '../stream/channel-data.ts';
import { remainingBytes } from './envelope-size.ts';
import { envelopeOf, type Outbox, sealAndSend, shown } from './seal-and-send.ts';

/** A message to send. Everything but ids and flags is encrypted. */
export type OutgoingMessage = {
  /**
   * Stream message id; a new one unless told. To try again after a failure that may have arrived, pass the same one:
   * it is stored once.
   */
  id?: string | undefined;
  text: string;
  /** From `uploadFile`, or of another message, also of another channel; ten at most. */
  attachments?: readonly SealedFile[] | undefined;
  /** Answer in the thread of this message. */
  parentId?: string | undefined;
  /** With `parentId`: show the answer in the channel too. */
  showInChannel?: boolean | undefined;
  quotedMessageId?: string | undefined;
  /** Stream sees these, and tells those people. */
  mentionedUserIds?: readonly string[] | undefined;
  /** Called, with 0 to 100, while files are uploaded anew: those encrypted before the channel's present session. */
  onUploadProgress?: ((percent: number) => void) | undefined;
  /** Calls off fetching and uploading them. */
  signal?: AbortSignalLike | undefined;
};

/** New words for an own message. What is left out stays as it is. */
export type OutgoingEdit = { id: string } & Partial<
  Pick<OutgoingMessage, 'text' | 'attachments' | 'mentionedUserIds' | 'onUploadProgress' | 'signal'>
>;

export type SendOptions = Omit<OutgoingMessage, 'text'>;

/** Encrypts and sends. Throws as `EncryptedChannel.sendMessage` does. */
export const sendSealed = async (
  outbox: Outbox,
  outgoing: OutgoingMessage,
): Promise<SendMessageAPIResponse> => {
  const { channel, unsent } = outbox;
  const id = outgoing.id ?? outbox.newId();
  const words = { ...wordsOf(outgoing), id, rev: 0 };
  refuseTooMany(words.attachments);
  const { attachments } = words;
  unsent.put({ ...shown(envelopeOf(outbox, words, ANY_SESSION)), attachments });
  const send = (text: string, files: VisibleFile[]) => {
    const message: Message = {
      id,
      text,
      ...(files.length > 0 && { attachments: files }),
      ...beside(outgoing),
    };
    return channel.sendMessage(message, AS_IT_IS).catch(async (error: unknown) => {
      const stored = outgoing.id && isDuplicate(error) ? await ownStored(outbox, id) : null;
      if (!stored) throw error;
      return stored;
    });
  };
  const filesFor = (session: EncryptionSession) =>
    outbox.files.inSession(session, attachments, transferOf(outgoing));
  const answer = await sealAndSend(outbox, words, { filesFor, send });
  unsent.sent(id);
  return answer;
};

/**
 * Encrypts the next revision of an own message and replaces the whole message with it, the way the hook gets to see. Files that the
 * message has already stay as they are.
 * Throws as `sendSealed` does, and `SecureChatError` `NOT_OWN_MESSAGE`.
 */
export const editSealed = async (outbox: Outbox, edit: OutgoingEdit): Promise<UpdateMessageAPIResponse> => {
  await outbox.encryption.sessionToSend();
  const client = outbox.channel.getClient();
  const { message: original } = await client.getMessage(edit.id);
  const current = await ownWords(outbox, original);
  if (!current) throw new SecureChatError('NOT_OWN_MESSAGE');
  const attachments = [...(edit.attachments ?? current.attachments)];
  const words = { id: edit.id, rev: current.rev + 1, text: edit.text ?? current.text, attachments };
  refuseTooMany(attachments);
  /** As the message shows them now: what the caller has may be older. */
  const kept = new Map(current.attachments.map((file) => [file.sha256, file]));
  const isNew = ({ sha256 }: SealedFile) => !kept.has(sha256);
  const filesFor = async (session: EncryptionSession) => {
    const added = await outbox.files.inSession(session, attachments.filter(isNew), transferOf(edit));
    return added && attachments.map((one) => kept.get(one.sha256) ?? added.shift() ?? one);
  };
  const send = (text: string, files: VisibleFile[]) =>
    client.updateMessage(
      { id: edit.id, text, attachments: files, ...unchanged(original, edit) },
      undefined,
      AS_IT_IS,
    );
  return sealAndSend(outbox, words, { filesFor, send });
};

/** Bytes of UTF-8 that still fit into a message; see `EncryptedChannel`. */
export const remainingBytesIn = (
  outbox: Outbox,
  text: string,
  attachments: readonly SealedFile[],
): number => {
  const widest = { id: `${outbox.userId}-${ANY_SESSION}`, rev: 9999 };
  const envelope = envelopeOf(outbox, { ...widest, text, attachments }, ANY_SESSION);
  return remainingBytes(envelope, maxTextLength(outbox.channel));
};

/** Nothing of it is for Stream to look up. */
const AS_IT_IS = { skip_enrich_url: true };

const refuseTooMany = ({ length }: readonly SealedFile[]): void => {
  if (length > MAX_FILES) throw new SecureChatError('TOO_MANY_FILES');
};

/** As long as every session id and message id. */
const ANY_SESSION = '00000000-0000-4000-8000-000000000000';

const transferOf = ({ onUploadProgress, signal }: Pick<OutgoingMessage, 'onUploadProgress' | 'signal'>) => ({
  onProgress: onUploadProgress,
  signal,
});

const wordsOf = ({ text, attachments = [] }: OutgoingMessage) => ({ text, attachments: [...attachments] });

/** What Stream needs to see next to the text. */
const beside = ({ parentId, quotedMessageId, showInChannel, mentionedUserIds }: OutgoingMessage) => ({
  ...(parentId && { parent_id: parentId }),
  ...(parentId && showInChannel && { show_in_channel: true }),
  ...(quotedMessageId && { quoted_message_id: quotedMessageId }),
  ...(mentionedUserIds?.length && { mentioned_users: [...mentionedUserIds] }),
});

/** What an edit would take away if it were not sent again: stream-chat replaces the whole message. */
const unchanged = ({ pinned_at, mentioned_users }: MessageResponse, { mentionedUserIds }: OutgoingEdit) => {
  const mentioned = mentionedUserIds ?? mentioned_users?.map(({ id }) => id) ?? [];
  return {
    ...(pinned_at && { pinned_at: String(pinned_at) }),
    ...(mentioned.length > 0 && { mentioned_users: mentioned.map((id) => ({ id })) }),
  };
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

/** Stream's answer to an id it has already stored (stream.md section 3). */
const isDuplicate = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 4 && String(error).includes('already exists');
