import { MAX_UPLOAD_BYTES, SecureChatError } from '@sealed-stream/secure-chat';
import type { AttachmentPreUploadMiddleware, MessageComposer } from 'stream-chat';

type Parts = { problemWords: (error: unknown) => string };

/** Files that cannot be sent, however often that is tried, do not come into the composer: one sentence says why. */
export const refuseHopeless = (
  { problemWords }: Parts,
  { client }: MessageComposer,
): AttachmentPreUploadMiddleware => ({
  id: 'sealed-stream/refuse-hopeless',
  handlers: {
    prepare: ({ state, forward, discard }) => {
      const { file } = state.attachment.localMetadata;
      const size = file instanceof File ? file.size : Number.NaN;
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
