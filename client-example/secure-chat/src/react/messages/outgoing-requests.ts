import type {
  Channel,
  LocalMessage,
  Message,
  MessageResponse,
  SendMessageAPIResponse,
  UpdateMessageAPIResponse,
} from 'stream-chat';
import type { EncryptedChannel } from '../../channels/encrypted-channel.ts';
import { SecureChatError } from '../../errors.ts';
import type { OwnWords } from './own-words.ts';
import type { UploadedFiles } from './uploaded-files.ts';

/** What `<Channel>` of Stream's interfaces takes under these names. */
export type OutgoingRequests = {
  doSendMessageRequest: (channel: Channel, message: Message) => Promise<SendMessageAPIResponse>;
  doUpdateMessageRequest: (
    cid: string,
    message: LocalMessage | Partial<MessageResponse>,
  ) => Promise<UpdateMessageAPIResponse>;
  doDeleteMessageRequest: (message: LocalMessage) => Promise<MessageResponse>;
};

type Parts = { ownWords: OwnWords; uploadedFiles: Pick<UploadedFiles, 'sealedOf' | 'release'> };

/**
 * How `<Channel>` sends, edits and deletes: by the core's door. Send covers threads, quotes and trying again. What waits, is kept back or has failed is in the
 * channel's outbox, and stands in the conversation by `showUnsent`: then nothing is thrown. Throws, with what was written in `ownWords`, what never came into the outbox;
 * and what Stream throws when a message cannot be deleted.
 */
export const outgoingRequests = (
  { ownWords, uploadedFiles }: Parts,
  encrypted: EncryptedChannel,
): OutgoingRequests => {
  const { outbox, stream } = encrypted;
  const waits = (id: string) => outbox.entries().some((entry) => entry.id === id);
  return {
    doSendMessageRequest: async (_channel, message) => {
      const id = idOf(message);
      const text = message.text ?? '';
      const attachments = uploadedFiles.sealedOf(message.attachments);
      ownWords.write(id, { text, attachments });
      try {
        const sent = await encrypted.sendMessage({
          id,
          text,
          attachments,
          parentId: message.parent_id,
          showInChannel: message.show_in_channel,
          quotedMessageId: message.quoted_message_id,
        });
        uploadedFiles.release(attachments);
        return sent;
      } catch (error) {
        if (waits(id) || isOver(error)) return NO_ANSWER;
        ownWords.fail(id, error);
        throw error;
      }
    },
    doUpdateMessageRequest: async (_cid, message) => {
      const id = idOf(message);
      const edit = { id, text: message.text ?? '', attachments: uploadedFiles.sealedOf(message.attachments) };
      const editing = encrypted.editMessage(edit);
      // The composer waits for an answer, and a message that waits must not hold it up.
      if (!waits(id)) return editing;
      editing.catch(() => {}); // it is in the outbox, and said there
      return NO_ANSWER;
    },
    doDeleteMessageRequest: async (message) => {
      const deleted = { ...message, type: 'deleted', deleted_at: new Date() };
      if (outbox.entries().some(({ id, kind }) => id === message.id && kind === 'message')) {
        await outbox.cancel(message.id);
        // Stream's interface puts in a line for what was deleted; of this nobody knows.
        setTimeout(() => stream.state.removeMessage(message), 0);
        return deleted as unknown as MessageResponse;
      }
      await outbox.cancel(message.id); // new words for it
      return (await stream.getClient().deleteMessage(message.id)).message;
    },
  };
};

/** Taken back, or closed: nothing has failed. */
const isOver = (error: unknown): boolean =>
  error instanceof SecureChatError && (error.code === 'MESSAGE_CANCELLED' || error.code === 'CHAT_CLOSED');

/** With it Stream's interface leaves the message as it stands. */
const NO_ANSWER = { duration: '' } as SendMessageAPIResponse & UpdateMessageAPIResponse;

/** The composer gives every message its id, by which it is known here and tried again. */
const idOf = ({ id }: { id?: string }): string => {
  if (!id) throw new Error('A message comes from the composer without an id.');
  return id;
};
