import type { AttachmentPreUploadMiddleware, MessageComposer } from 'stream-chat';
import { SecureChatError } from '../../errors.ts';
import { MAX_UPLOAD_BYTES } from '../../files/max-upload.ts';
import type { ComposerParts } from './composer-parts.ts';

type Parts = Pick<ComposerParts, 'fileOf' | 'problemWords'>;

/** Files that cannot be sent, however often that is tried, do not come into the composer: one sentence says why. */
export const refuseHopeless = (
  { fileOf, problemWords }: Parts,
  { client }: MessageComposer,
): AttachmentPreUploadMiddleware => ({
  id: 'sealed-stream/refuse-hopeless',
  handlers: {
    prepare: ({ state, forward, discard }) => {
      const size = fileOf(state.attachment.localMetadata.file)?.size ?? Number.NaN;
      const isTooLarge = size > MAX_UPLOAD_BYTES;
      if (size > 0 && !isTooLarge) return forward();
      const error = new SecureChatError(isTooLarge ? 'FILE_TOO_LARGE' : 'FILE_EMPTY');
      client.notifications.addError({
        message: problemWords(error),
        origin: { emitter: 'AttachmentManager' },
      });
      return discard();
    },
  },
});
