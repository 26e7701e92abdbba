import type { EncryptedChannel, SealedFile } from '@sealed-stream/secure-chat';

/** Decrypted files of one open channel, as `blob:` addresses. They live until `close`. */
export type OpenedFiles = {
  /** Fetches and decrypts, once per file. A failure is not kept. */
  open: (attachment: SealedFile) => Promise<string>;
  peek: (attachment: SealedFile) => string | undefined;
  close: () => void;
};

export const createOpenedFiles = (channel: Pick<EncryptedChannel, 'downloadFile'>): OpenedFiles => {
  const opening = new Map<string, Promise<string>>();
  const open = new Map<string, string>();
  const abort = new AbortController();
  const fetchAndOpen = async (attachment: SealedFile): Promise<string> => {
    const bytes = await channel.downloadFile(attachment, abort.signal);
    abort.signal.throwIfAborted();
    const url = URL.createObjectURL(bytes);
    open.set(attachment.sha256, url);
    return url;
  };
  return {
    open: (attachment) => {
      const known = opening.get(attachment.sha256);
      if (known) return known;
      const started = fetchAndOpen(attachment);
      opening.set(attachment.sha256, started);
      started.catch(() => opening.delete(attachment.sha256));
      return started;
    },
    peek: (attachment) => open.get(attachment.sha256),
    close: () => {
      abort.abort();
      for (const url of open.values()) URL.revokeObjectURL(url);
      open.clear();
      opening.clear();
    },
  };
};
