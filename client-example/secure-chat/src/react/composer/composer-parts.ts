import type { NamedBlob } from '../../files/file-transfer.ts';
import type { OwnWords } from '../messages/own-words.ts';
import type { UploadedFiles } from '../messages/uploaded-files.ts';
import type { OpenChannels } from '../open-channels.ts';

/** How files are picked on a platform. */
export type PickedFiles = {
  /** What the composer was given, as a file that can be read; null for what is none. */
  fileOf: (picked: unknown) => NamedBlob | null;
  /** A small picture of it as a data URL; undefined for what is no picture, or cannot be drawn. */
  thumbnailOf: (file: NamedBlob) => Promise<string | undefined>;
};

export type ComposerParts = PickedFiles & {
  openChannels: OpenChannels;
  ownWords: OwnWords;
  uploadedFiles: UploadedFiles;
  /** What to tell a person about a failure. */
  problemWords: (error: unknown) => string;
};
