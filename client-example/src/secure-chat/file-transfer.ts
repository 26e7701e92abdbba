import type { EnvelopeAttachment } from '../../../shared/contract/envelope.ts';

/** A browser's `File`, or any blob with a name. */
export type NamedBlob = Blob & { readonly name: string };

export type UploadOptions = {
  /** A small picture as a data URL (JPEG, PNG or WebP); left out when longer than `THUMBNAIL_MAX_LENGTH`. */
  thumbnail?: string | undefined;
  /** Share of the encrypted bytes that have been sent, 0 to 100. */
  onProgress?: ((percent: number) => void) | undefined;
  signal?: AbortSignal | undefined;
};

export type UploadFile = (file: NamedBlob, options?: UploadOptions) => Promise<EnvelopeAttachment>;

export type DownloadFile = (attachment: EnvelopeAttachment, signal?: AbortSignal) => Promise<Blob>;
