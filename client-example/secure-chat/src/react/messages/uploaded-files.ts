import type { Attachment } from 'stream-chat';
import type { SealedFile } from '../../files/sealed-file.ts';
import { shownFileName } from '../../platform/plain-names.ts';

declare module 'stream-chat' {
  interface CustomAttachmentData {
    /** What the envelope says about an attachment, and where it lies. On this device only: it never goes to Stream. */
    sealed?: SealedFile;
  }
}

/** Image types that browsers and phones show and that cannot carry script. */
const SHOWN_IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

export const isShownImage = ({ mimeType }: Pick<SealedFile, 'mimeType'>): boolean =>
  SHOWN_IMAGES.includes(mimeType);

/** Where a composed file is known by: its address, or the name it is kept under until it has one. */
export const addressOfUpload = ({ url, keptAs }: SealedFile): string => url ?? `kept:${keptAs ?? ''}`;

/** Encrypted files uploaded from this device, or kept on it, by their {@link addressOfUpload}. */
export type UploadedFiles = {
  add: (attachment: SealedFile) => void;
  get: (url: string) => SealedFile | undefined;
  /** Remembers the address on this device under which the composer shows the person's own file. */
  showUnder: (attachment: SealedFile, preview: string) => void;
  /** Gives back what the composer's previews of these files hold. */
  release: (attachments: readonly SealedFile[]) => void;
  /** What to put in the envelope for the attachments of a composed message; one without encrypted content is left out. */
  sealedOf: (attachments: readonly Attachment[] | undefined) => SealedFile[];
};

/** `releasePreview` gives back one address of `showUnder`: in a browser `URL.revokeObjectURL`. */
export const createUploadedFiles = (releasePreview: (preview: string) => void = () => {}): UploadedFiles => {
  const byUrl = new Map<string, SealedFile>();
  const previews = new Map<string, string>();
  const sealed = (attachment: Attachment) => attachment.sealed ?? byUrl.get(attachment.asset_url ?? '');
  return {
    add: (file) => void byUrl.set(addressOfUpload(file), file),
    get: (url) => byUrl.get(url),
    showUnder: ({ sha256 }, preview) => void previews.set(sha256, preview),
    release: (attachments) => {
      for (const { sha256 } of attachments) {
        const preview = previews.get(sha256);
        if (preview === undefined) continue;
        releasePreview(preview);
        previews.delete(sha256);
      }
    },
    sealedOf: (attachments = []) => attachments.map(sealed).filter((found) => found !== undefined),
  };
};

/**
 * An attachment in the form Stream's interfaces show. `shownAt` is where the decrypted bytes are, once they are there; until then a picture
 * has its thumbnail. The address of the ciphertext is nothing to show.
 */
export const attachmentToShow = (sealed: SealedFile, shownAt?: string): Attachment => {
  const { name, mimeType, size, thumbnail } = sealed;
  const common = { sealed, mime_type: mimeType, file_size: size, title: shownFileName(name) };
  const image_url = shownAt ?? thumbnail;
  if (isShownImage(sealed))
    return { ...common, type: 'image', fallback: shownFileName(name), ...(image_url && { image_url }) };
  return { ...common, type: 'file' };
};
