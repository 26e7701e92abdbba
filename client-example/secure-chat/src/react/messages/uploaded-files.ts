import type { Attachment } from 'stream-chat';
import type { EnvelopeAttachment } from '../../../../../shared/contract/envelope.ts';

declare module 'stream-chat' {
  interface CustomAttachmentData {
    /** What the envelope says about an attachment. On this device only: it never goes to Stream. */
    sealed?: EnvelopeAttachment;
  }
}

/** Image types that browsers and phones show and that cannot carry script. */
const SHOWN_IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

export const isShownImage = ({ mimeType }: EnvelopeAttachment): boolean => SHOWN_IMAGES.includes(mimeType);

/** Encrypted files uploaded from this device, by the address they were stored at. */
export type UploadedFiles = {
  add: (attachment: EnvelopeAttachment) => void;
  get: (url: string) => EnvelopeAttachment | undefined;
  /** Remembers the address on this device under which the composer shows the person's own file. */
  showUnder: (attachment: EnvelopeAttachment, preview: string) => void;
  /** Gives back what the composer's previews of these files hold. */
  release: (attachments: readonly EnvelopeAttachment[]) => void;
  /** What to put in the envelope for the attachments of a composed message; one without encrypted content is left out. */
  sealedOf: (attachments: readonly Attachment[] | undefined) => EnvelopeAttachment[];
};

/** `releasePreview` gives back one address of `showUnder`: in a browser `URL.revokeObjectURL`. */
export const createUploadedFiles = (releasePreview: (preview: string) => void = () => {}): UploadedFiles => {
  const byUrl = new Map<string, EnvelopeAttachment>();
  const previews = new Map<string, string>();
  const sealed = (attachment: Attachment) => attachment.sealed ?? byUrl.get(attachment.asset_url ?? '');
  return {
    add: (attachment) => void byUrl.set(attachment.url, attachment),
    get: (url) => byUrl.get(url),
    showUnder: ({ url }, preview) => void previews.set(url, preview),
    release: (attachments) => {
      for (const { url } of attachments) {
        const preview = previews.get(url);
        if (preview === undefined) continue;
        releasePreview(preview);
        previews.delete(url);
      }
    },
    sealedOf: (attachments = []) => attachments.map(sealed).filter((found) => found !== undefined),
  };
};

/** An attachment in the form Stream's interfaces show. `shownAt` is where the decrypted bytes are, once they are there. */
export const attachmentToShow = (sealed: EnvelopeAttachment, shownAt?: string): Attachment => {
  const { url, name, mimeType, size } = sealed;
  const common = { sealed, mime_type: mimeType, file_size: size, title: name };
  if (isShownImage(sealed)) return { ...common, type: 'image', fallback: name, image_url: shownAt ?? url };
  return { ...common, type: 'file', asset_url: url };
};
