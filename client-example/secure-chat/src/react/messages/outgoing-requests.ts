import type {
  Channel,
  LocalMessage,
  Message,
  MessageResponse,
  SendMessageAPIResponse,
  UpdateMessageAPIResponse,
} from 'stream-chat';
import type { EncryptedChannel } from '../../channels/encrypted-channel.ts';
import type { OwnWords } from './own-words.ts';
import type { UploadedFiles } from './uploaded-files.ts';

/** What `<Channel>` of Stream's interfaces takes under these names. */
export type OutgoingRequests = {
  doSendMessageRequest: (channel: Channel, message: Message) => Promise<SendMessageAPIResponse>;
  doUpdateMessageRequest: (
    cid: string,
    message: LocalMessage | MessageResponse,
  ) => Promise<UpdateMessageAPIResponse>;
};

type Parts = { ownWords: OwnWords; uploadedFiles: Pick<UploadedFiles, 'sealedOf' | 'release'> };

/**
 * How `<Channel>` sends and edits: by the core's door. Send covers threads, quotes and trying again; edit needs its own. Both throw as
 * `EncryptedChannel` does, and what was written stays in `ownWords`.
 */
export const outgoingRequests = (
  { ownWords, uploadedFiles }: Parts,
  encrypted: EncryptedChannel,
): OutgoingRequests => ({
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
        onUploadProgress: (uploaded) => ownWords.write(id, { text, attachments, uploaded }),
      });
      uploadedFiles.release(attachments);
      return sent;
    } catch (error) {
      ownWords.fail(id, error);
      throw error;
    }
  },
  doUpdateMessageRequest: async (_cid, message) => {
    const id = idOf(message);
    const text = message.text ?? '';
    const attachments = uploadedFiles.sealedOf(message.attachments);
    const before = ownWords.get(id);
    ownWords.write(id, { text, attachments });
    try {
      return await encrypted.editMessage({ id, text, attachments });
    } catch (error) {
      if (before) ownWords.write(id, before);
      throw error;
    }
  },
});

/** The composer gives every message its id, by which it is known here and tried again. */
const idOf = ({ id }: { id?: string }): string => {
  if (!id) throw new Error('A message comes from the composer without an id.');
  return id;
};
