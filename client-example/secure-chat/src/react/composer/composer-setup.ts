import type {
  AttachmentPostUploadMiddleware,
  LocalMessage,
  MessageComposer,
  MessageCompositionMiddleware,
} from 'stream-chat';
import { parseEncryptedText } from '../../../../../shared/contract/encrypted-text.ts';
import { MAX_FILES } from '../../../../../shared/contract/visible-file.ts';
import { addressOfUpload, attachmentToShow } from '../messages/uploaded-files.ts';
import type { ComposerParts } from './composer-parts.ts';
import { keepDraft } from './keep-draft.ts';
import { refuseHopeless } from './refuse-hopeless.ts';

/**
 * Sets up each composer of the vendor's so that nothing typed or picked leaves by it: files are encrypted before the upload,
 * and Stream's own drafts, link previews, locations, commands and mention look-ups are off. Not the lock: that is the core's door and
 * the egress guard under it.
 */
export const composerSetup =
  (parts: ComposerParts) =>
  ({ composer }: { composer: MessageComposer }): (() => void) => {
    composer.updateConfig({
      attachments: { maxNumberOfFilesPerMessage: MAX_FILES },
      drafts: { enabled: false },
      linkPreviews: { enabled: false },
      location: { enabled: false },
    });
    // Both look up what is typed, in part with Stream.
    composer.textComposer.middlewareExecutor.remove(LOOK_UPS);
    encryptUploads(parts, composer);
    composer.compositionMiddlewareExecutor.insert({
      middleware: [keepWords(parts, composer)],
      position: { after: 'stream-io/message-composer-middleware/data-cleanup' },
      unique: true,
    });
    keepCiphertextOut(composer);
    return keepDraft(parts, composer);
  };

const LOOK_UPS = [
  'stream-io/text-composer/mentions-middleware',
  'stream-io/text-composer/commands-middleware',
  'stream-io/text-composer/command-effects-middleware',
];

/** In place of the vendor's, which would show the address of the ciphertext as the picture. */
const keepPreview = ({ uploadedFiles }: ComposerParts): AttachmentPostUploadMiddleware => ({
  id: 'stream-io/attachment-manager-middleware/post-upload-enrichment',
  handlers: {
    postProcess: ({ state, forward, discard, next }) => {
      const { attachment, error, response } = state;
      if (error) return forward();
      const sealed = uploadedFiles.get(response?.file ?? '');
      if (!attachment || !sealed) return discard();
      const preview = attachment.localMetadata.previewUri;
      if (preview) uploadedFiles.showUnder(sealed, preview);
      const shown = { ...attachmentToShow(sealed, preview), localMetadata: attachment.localMetadata };
      return next({ ...state, attachment: shown as typeof attachment });
    },
  },
});

const encryptUploads = (parts: ComposerParts, composer: MessageComposer) => {
  const { attachmentManager, channel } = composer;
  const { openChannels, uploadedFiles } = parts;
  // Stream's upload rules are about ciphertext; the composer would apply them to the person's own file.
  attachmentManager.preUploadMiddlewareExecutor.remove(
    'stream-io/attachment-manager-middleware/file-upload-config-check',
  );
  attachmentManager.preUploadMiddlewareExecutor.use(refuseHopeless(parts, composer));
  attachmentManager.postUploadMiddlewareExecutor.replace([keepPreview(parts)]);
  attachmentManager.setCustomUploadFn(async (file, options) => {
    const picked = parts.fileOf(file);
    if (!picked) throw new Error('only files can be sent');
    const encrypted = await openChannels.open(channel.cid);
    const sealed = await encrypted.uploadFile(picked, {
      thumbnail: await parts.thumbnailOf(picked),
      onProgress: options?.onProgress,
      signal: options?.abortSignal,
    });
    uploadedFiles.add(sealed);
    return { file: addressOfUpload(sealed) };
  });
};

/** Writes down what is about to be shown as one's own, and stops what is too long before it becomes a message. */
const keepWords = (
  { openChannels, ownWords, uploadedFiles }: ComposerParts,
  composer: MessageComposer,
): MessageCompositionMiddleware => ({
  id: 'sealed-stream/keep-words',
  handlers: {
    compose: ({ state, next, discard }) => {
      const { id, text = '' } = state.localMessage;
      const attachments = uploadedFiles.sealedOf(state.localMessage.attachments);
      const encrypted = openChannels.peek(composer.channel.cid);
      if (encrypted && encrypted.remainingBytes(text, attachments) < 0) return discard();
      if (!composer.editedMessage) ownWords.write(id, { text, attachments });
      return next(state);
    },
  },
});

/**
 * When the message under edit, or the quoted one, changes on the server, the vendor's composer takes the server's copy: ciphertext
 * would replace what the person is writing. So what is there stays.
 */
const keepCiphertextOut = (composer: MessageComposer): void => {
  const { initState, setQuotedMessage } = composer;
  composer.initState = (options) => {
    const composition = options?.composition;
    if (composition && 'text' in composition && isCiphertext(composition.text)) return;
    initState(options);
  };
  composer.setQuotedMessage = (quoted: LocalMessage | null) => {
    if (!isCiphertext(quoted?.text)) setQuotedMessage(quoted);
  };
};

const isCiphertext = (text: string | undefined): boolean => !!text && parseEncryptedText(text) !== null;
