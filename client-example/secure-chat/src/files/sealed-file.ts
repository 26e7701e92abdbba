import type { EnvelopeAttachment } from '../../../../shared/contract/envelope.ts';

/** A file of a message: what its envelope says of it, and where Stream showed it last. */
export type SealedFile = EnvelopeAttachment & {
  /**
   * Address of the encrypted bytes. It expires; `downloadFile` then finds the next one by itself. Absent where the message shows none, or
   * one that is not to be fetched.
   */
  url?: string | undefined;
  /** The channel it was uploaded or read in. */
  cid?: string | undefined;
  /** The message it was read in; absent for one that was only uploaded. */
  messageId?: string | undefined;
  /** On this device only: its bytes are kept here, under this name, until it is uploaded. */
  keptAs?: string | undefined;
};

/** What goes into the envelope: where a file lies stands beside it, where Stream can sign it anew. */
export const inEnvelope = ({
  sha256,
  name,
  mimeType,
  size,
  thumbnail,
}: EnvelopeAttachment): EnvelopeAttachment => ({
  sha256,
  name,
  mimeType,
  size,
  ...(thumbnail !== undefined && { thumbnail }),
});

/** All that is known of a file, for a record on this device, and nothing else. */
export const keptFile = (file: SealedFile): SealedFile => ({
  ...inEnvelope(file),
  ...(file.url !== undefined && { url: file.url }),
  ...(file.cid !== undefined && { cid: file.cid }),
  ...(file.messageId !== undefined && { messageId: file.messageId }),
  ...(file.keptAs !== undefined && { keptAs: file.keptAs }),
});
