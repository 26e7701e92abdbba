import type { PickedFiles } from '@sealed-stream/secure-chat/react';
import { makeThumbnail } from './make-thumbnail.ts';

/** A browser's files. */
export const pickedFiles: PickedFiles = {
  fileOf: (picked) => (picked instanceof File ? picked : null),
  thumbnailOf: async (file) => (file instanceof File ? makeThumbnail(file) : undefined),
};
