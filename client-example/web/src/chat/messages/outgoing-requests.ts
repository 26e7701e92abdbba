import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import type { ChannelProps } from 'stream-chat-react';
import type { ChatServices } from '../chat-services.tsx';
import { problemWords } from '../parts/problem-words.ts';

type Parts = Pick<ChatServices, 'ownWords' | 'uploadedFiles'>;
type Requests = Required<Pick<ChannelProps, 'doSendMessageRequest' | 'doUpdateMessageRequest'>>;

/** How `<Channel>` sends and edits: by the core's door. Send covers threads, quotes and trying again; edit needs its own. */
export const outgoingRequests = (
  { ownWords, uploadedFiles }: Parts,
  encrypted: EncryptedChannel,
): Requests => ({
  doSendMessageRequest: async (_channel, message) => {
    const id = message.id ?? crypto.randomUUID();
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
      ownWords.fail(id, problemWords(error));
      throw error;
    }
  },
  doUpdateMessageRequest: async (_cid, message) => {
    const { id } = message;
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
