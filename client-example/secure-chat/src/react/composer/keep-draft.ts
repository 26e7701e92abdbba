import type { LocalAttachment, MessageComposer } from 'stream-chat';
import type { EncryptedChannel } from '../../channels/encrypted-channel.ts';
import type { SealedFile } from '../../files/sealed-file.ts';
import { messageToShow } from '../messages/message-to-show.ts';
import { attachmentToShow, type UploadedFiles } from '../messages/uploaded-files.ts';
import type { OpenChannels } from '../open-channels.ts';

type Parts = { openChannels: OpenChannels; uploadedFiles: Pick<UploadedFiles, 'sealedOf'> };

/**
 * Keeps what stands in a composer as the draft of its conversation or thread, on the device and encrypted, and puts it back into an empty one. Answers how to
 * stop. New words for a message that was sent are no draft.
 */
export const keepDraft = (
  { openChannels, uploadedFiles }: Parts,
  composer: MessageComposer,
): (() => void) => {
  const { channel, textComposer, attachmentManager, state } = composer;
  const parentId = composer.threadId ?? undefined;
  const opened = openChannels.open(channel.cid);
  let isRestored = false;
  let isKeeping = false;
  let isDue = false;
  const draftOf = () => ({
    text: textComposer.text,
    quotedMessageId: composer.quotedMessage?.id,
    attachments: uploadedFiles.sealedOf(attachmentManager.successfulUploads),
  });
  const isEmpty = () =>
    textComposer.text === '' && !composer.quotedMessage && attachmentManager.attachments.length === 0;
  /** One write at a time, and of what came meanwhile only the last. */
  const keep = async (): Promise<void> => {
    isDue = isRestored;
    if (isKeeping) return;
    isKeeping = true;
    const encrypted = await opened;
    while (isDue && !composer.editedMessage) {
      isDue = false;
      await encrypted.keepDraft(draftOf(), parentId);
    }
    isKeeping = false;
  };
  const change = () => void keep().catch(() => {});
  const restore = async (): Promise<void> => {
    const encrypted = await opened;
    const draft = isEmpty() ? await encrypted.draft(parentId) : null;
    isRestored = true;
    if (!draft || !isEmpty()) return change(); // the person was faster
    textComposer.setText(draft.text);
    const files = draft.attachments ?? [];
    if (files.length > 0) attachmentManager.setAttachments(files.map(picked));
    if (draft.quotedMessageId) await quote(encrypted, composer, draft.quotedMessageId);
  };
  const stops = [
    textComposer.state.subscribe(change),
    attachmentManager.state.subscribe(change),
    state.subscribe(change),
  ];
  restore().catch(() => {}); // then it is no draft, and what is typed stays as long as the window
  return () => {
    for (const stop of stops) stop();
  };
};

const picked = (file: SealedFile): LocalAttachment => {
  const localMetadata = { id: file.sha256, uploadState: 'finished' }; // no two files of a draft have the same
  return { ...attachmentToShow(file), localMetadata } as LocalAttachment;
};

/** Only if it is loaded and can be read: the composer shows its words. */
const quote = async (encrypted: EncryptedChannel, composer: MessageComposer, id: string): Promise<void> => {
  const quoted = composer.channel.state.findMessage(id);
  if (!quoted) return;
  const read = await encrypted.read(quoted);
  if (read.kind === 'message') composer.setQuotedMessage(messageToShow(quoted, read));
};
