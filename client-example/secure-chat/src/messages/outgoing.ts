import type { Message, MessageResponse, SendMessageAPIResponse, UpdateMessageAPIResponse } from 'stream-chat';
import type { MessageReference } from '../../../../shared/contract/envelope.ts';
import { MAX_FILES, type VisibleFile } from '../../../../shared/contract/visible-file.ts';
import { SecureChatError } from '../errors.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { maxTextLength } from '../stream/channel-data.ts';
import { remainingBytes } from './envelope-size.ts';
import { type VerifiedMessage, verifiedMessage } from './incoming.ts';
import { envelopeOf, type Sealing, sealAndSend, type Words } from './seal-and-send.ts';

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
  /** What is quoted, as it was read when this was written; looked up by `quotedMessageId` unless told. */
  quoted?: MessageReference | undefined;
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

/** One try to send. */
export type Try = {
  /** Called before the first byte that Stream may store. */
  mayBeStored?: (() => void) | undefined;
  /** The words are others than those of an earlier try, which Stream may have: then those are replaced. */
  isChanged?: boolean | undefined;
};

/** What to show of a message before Stream has it. */
export const unsentMessage = (
  sealing: Pick<Sealing, 'channel' | 'userId' | 'now'>,
  id: string,
  outgoing: Pick<OutgoingMessage, 'text' | 'attachments'>,
): VerifiedMessage => {
  const words = { ...wordsOf(outgoing), id, rev: 0 };
  return { ...verifiedMessage(envelopeOf(sealing, words, ANY_SESSION)), attachments: words.attachments };
};

/**
 * Encrypts and sends, once, under this id. What Stream has under it already, of this user, counts as sent. Throws `MessageTooLongError`,
 * `MessageRefusedError`, `SecurityNoticeError`, `SecureChatError`, and what Stream and Seald throw.
 */
export const sendSealed = async (
  sealing: Sealing,
  outgoing: OutgoingMessage & { id: string },
  { mayBeStored, isChanged = false }: Try = {},
): Promise<SendMessageAPIResponse | UpdateMessageAPIResponse> => {
  const { channel } = sealing;
  const { id } = outgoing;
  const words = { ...wordsOf(outgoing), id, rev: 0 };
  refuseTooMany(words.attachments);
  const { attachments } = words;
  let isOld = false;
  const send = (text: string, files: VisibleFile[]) => {
    mayBeStored?.();
    const message: Message = {
      id,
      text,
      ...(files.length > 0 && { attachments: files }),
      ...beside(words),
    };
    return channel.sendMessage(message, AS_IT_IS).catch(async (error: unknown) => {
      const stored = isDuplicate(error) ? await ownStored(sealing, id) : null;
      if (!stored) throw error;
      isOld = stored.message.type !== 'deleted';
      return stored;
    });
  };
  const filesFor = (session: EncryptionSession) =>
    sealing.files.inSession(session, attachments, transferOf(outgoing));
  const answer = await sealAndSend(sealing, words, { filesFor, send });
  return isOld && isChanged ? editSealed(sealing, outgoing) : answer;
};

/**
 * Encrypts the next revision of an own message and replaces the whole message with it, the way the hook gets to see. Files that the
 * message has already stay as they are.
 * Throws as `sendSealed` does, and `SecureChatError` `NOT_OWN_MESSAGE`.
 */
export const editSealed = async (
  sealing: Sealing,
  edit: OutgoingEdit,
  { mayBeStored }: Pick<Try, 'mayBeStored'> = {},
): Promise<UpdateMessageAPIResponse> => {
  await sealing.encryption.sessionToSend();
  const client = sealing.channel.getClient();
  const { message: original } = await client.getMessage(edit.id);
  const current = await ownWords(sealing, original);
  if (!current) throw new SecureChatError('NOT_OWN_MESSAGE');
  const attachments = [...(edit.attachments ?? current.attachments)];
  const words = revised(current, edit, attachments);
  refuseTooMany(attachments);
  /** As the message shows them now: what the caller has may be older. */
  const kept = new Map(current.attachments.map((file) => [file.sha256, file]));
  const isNew = ({ sha256 }: SealedFile) => !kept.has(sha256);
  const filesFor = async (session: EncryptionSession) => {
    const added = await sealing.files.inSession(session, attachments.filter(isNew), transferOf(edit));
    return added && attachments.map((one) => kept.get(one.sha256) ?? added.shift() ?? one);
  };
  const send = (text: string, files: VisibleFile[]) => {
    mayBeStored?.();
    return client.updateMessage(
      { id: edit.id, text, attachments: files, ...mentioned(words) },
      undefined,
      AS_IT_IS,
    );
  };
  return sealAndSend(sealing, words, { filesFor, send });
};

/** Bytes of UTF-8 that still fit into a message; see `EncryptedChannel`. */
export const remainingBytesIn = (
  sealing: Sealing,
  text: string,
  attachments: readonly SealedFile[],
): number => {
  const envelope = envelopeOf(sealing, { ...widestWords(sealing), text, attachments }, ANY_SESSION);
  return remainingBytes(envelope, maxTextLength(sealing.channel));
};

/** Nothing of it is for Stream to look up. */
const AS_IT_IS = { skip_enrich_url: true };

/** What a message may have beside its words; more devices of one author, and mentions, take some of what is left. */
const widestWords = ({ userId }: Sealing) => {
  const id = `${userId}-${ANY_SESSION}`;
  const reference = { id, hash: ANY_HASH };
  return {
    id,
    rev: 9999,
    original: ANY_HASH,
    parentId: id,
    showInChannel: true as const,
    quoted: reference,
    previous: [reference],
  };
};

/** Throws `SecureChatError` `TOO_MANY_FILES`. */
export const refuseTooMany = ({ length }: readonly SealedFile[]): void => {
  if (length > MAX_FILES) throw new SecureChatError('TOO_MANY_FILES');
};

/** As long as every session id and message id. */
const ANY_SESSION = '00000000-0000-4000-8000-000000000000';
const ANY_HASH = 'A'.repeat(43);

const transferOf = ({ onUploadProgress, signal }: Pick<OutgoingMessage, 'onUploadProgress' | 'signal'>) => ({
  onProgress: onUploadProgress,
  signal,
});

const wordsOf = (outgoing: Omit<OutgoingMessage, 'id'>) => {
  const { text, attachments = [], parentId, showInChannel, quoted, mentionedUserIds = [] } = outgoing;
  return {
    text,
    attachments: [...attachments],
    ...(parentId && { parentId }),
    ...(parentId && showInChannel && { showInChannel: true as const }),
    ...(quoted && { quoted }),
    ...mentioning(mentionedUserIds),
  };
};

const mentioning = (userIds: readonly string[]) =>
  userIds.length > 0 ? { mentionedUserIds: [...new Set(userIds)] } : {};

/** The next revision: everything but words, files and mentions is as it was. */
const revised = (current: VerifiedMessage, edit: OutgoingEdit, attachments: SealedFile[]): Words => {
  const { id, rev, proof, parentId, showInChannel, quoted } = current;
  return {
    id,
    rev: rev + 1,
    original: proof?.original,
    previous: [...(proof?.previous ?? [])],
    text: edit.text ?? current.text,
    attachments,
    ...(parentId && { parentId }),
    ...(showInChannel && { showInChannel }),
    ...(quoted && { quoted }),
    ...mentioning(edit.mentionedUserIds ?? current.mentionedUserIds ?? []),
  };
};

/** What Stream needs to see next to the text: a repeat of what is in it. */
const beside = ({ parentId, quoted, showInChannel, mentionedUserIds }: Words) => ({
  ...(parentId && { parent_id: parentId }),
  ...(showInChannel && { show_in_channel: true }),
  ...(quoted && { quoted_message_id: quoted.id }),
  ...(mentionedUserIds && { mentioned_users: mentionedUserIds }),
});

/** Also what an edit would take away if it were not sent again: stream-chat replaces the whole message. */
const mentioned = ({ mentionedUserIds }: Pick<Words, 'mentionedUserIds'>) =>
  mentionedUserIds ? { mentioned_users: mentionedUserIds.map((id) => ({ id })) } : {};

const ownWords = async ({ reader, userId }: Sealing, message: MessageResponse) => {
  const found = await reader.read(message);
  return found.kind === 'message' && found.from === userId ? found : null;
};

/** The message Stream has under this id, if it is one of ours; also a deleted one. Throws what Stream throws. */
export const ownStored = async (sealing: Sealing, id: string): Promise<SendMessageAPIResponse | null> => {
  const stored = await sealing.channel.getClient().getMessage(id);
  const { type, user } = stored.message;
  const isOwn =
    type === 'deleted' ? user?.id === sealing.userId : (await ownWords(sealing, stored.message)) !== null;
  return isOwn ? stored : null;
};

/** Has Stream delete a message of one's own that it may have; nothing when it has none, or does not give it out. Throws what Stream throws. */
export const withdraw = async (sealing: Sealing, id: string): Promise<void> => {
  const stored = await ownStored(sealing, id).catch((error: unknown) => {
    if (isNotThere(error)) return null;
    throw error;
  });
  if (stored && stored.message.type !== 'deleted') await sealing.channel.getClient().deleteMessage(id);
};

/** It is not there, or not for this user. */
const isNotThere = (error: unknown): boolean =>
  [403, 404].includes(Number((error as { status?: unknown } | null)?.status));

/** Stream's answer to an id it has already stored (stream.md section 3). */
const isDuplicate = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 4 && String(error).includes('already exists');
