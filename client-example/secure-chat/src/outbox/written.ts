import type { MessageReference } from '../../../../shared/contract/envelope.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';

/** Words for a message that has not gone, or for one that has. What is left out stays. */
export type NewWords = {
  text?: string | undefined;
  attachments?: readonly SealedFile[] | undefined;
  mentionedUserIds?: readonly string[] | undefined;
  onUploadProgress?: ((percent: number) => void) | undefined;
  /** Takes them back. */
  signal?: AbortSignalLike | undefined;
};

/** `OutgoingMessage`, as far as it is for the outbox to keep. */
export type WrittenMessage = NewWords & {
  id: string;
  text: string;
  parentId?: string | undefined;
  showInChannel?: boolean | undefined;
  quoted?: MessageReference | undefined;
};

/** `OutgoingEdit`. */
export type WrittenEdit = NewWords & { id: string };
