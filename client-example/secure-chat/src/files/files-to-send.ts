import { type EnvelopeAttachment, envelopeAttachment } from '../../../../shared/contract/envelope.ts';
import { sessionOfFile } from '../seald/encrypted-file.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { sourceOf } from './file-encryption.ts';
import {
  decryptFetched,
  type FileDeps,
  fetchEncrypted,
  type StoredFile,
  storeIn,
  type TransferOptions,
  type UploadFile,
  uploadEncrypted,
} from './file-transfer.ts';

/** The files of one channel on their way out. A message and its files are encrypted with the same session. */
export type FilesToSend = {
  /** See `EncryptedChannel.uploadFile`. */
  upload: UploadFile;
  /**
   * These files, each encrypted with this session: one that is not is fetched, encrypted and uploaded again, whoever uploaded it. Null when
   * meanwhile nothing may be sent in this session any more. A repeat goes on with what is done. Throws as `uploadFile` and `downloadFile` do.
   */
  inSession: (
    session: EncryptionSession,
    attachments: readonly EnvelopeAttachment[],
    options: TransferOptions,
  ) => Promise<EnvelopeAttachment[] | null>;
  /** Takes note that a message with these may be at Stream. */
  handOver: (attachments: readonly EnvelopeAttachment[]) => void;
  /** Has Stream delete what was uploaded for these on this device and is in no message. Best effort: it rejects never. */
  deleteSpare: (attachments: readonly EnvelopeAttachment[]) => Promise<void>;
};

/** Remembers, while the channel is open, what it has uploaded. */
export const createFilesToSend = (deps: FileDeps): FilesToSend => {
  /** Encryption session ids, by address. */
  const sessions = new Map<string, string>();
  /** What was uploaded later in place of a file, the newest last; by the first address. */
  const renewals = new Map<string, StoredFile[]>();
  /** Addresses that no message holds yet. */
  const spare = new Set<string>();
  const note = ({ url, sessionId }: StoredFile): void => {
    sessions.set(url, sessionId);
    spare.add(url);
  };
  const renewalsOf = ({ url }: EnvelopeAttachment): StoredFile[] => renewals.get(url) ?? [];

  const upload: UploadFile = async (file, options) => {
    const { attachment, stored } = await uploadEncrypted(deps, file, options);
    note(stored);
    return attachment;
  };

  const oneIn = async (
    session: EncryptionSession,
    attachment: EnvelopeAttachment,
    options: TransferOptions,
  ): Promise<EnvelopeAttachment | null> => {
    const newest = stored(attachment, renewalsOf(attachment).at(-1));
    if (sessions.get(newest.url) === session.sessionId) return newest;
    const encrypted = await fetchEncrypted(deps, newest, options.signal);
    if (sessionOfFile(encrypted, deps.fromBase64) === session.sessionId) {
      sessions.set(newest.url, session.sessionId);
      return newest;
    }
    const bytes = await decryptFetched(deps, newest, encrypted);
    const renewed = await storeIn(session, deps, sourceOf(bytes), options);
    if (!renewed) return null;
    note(renewed);
    renewals.set(attachment.url, [...renewalsOf(attachment), renewed]);
    return envelopeAttachment.parse(stored(newest, renewed));
  };

  const inSession: FilesToSend['inSession'] = async (session, attachments, { onProgress, signal }) => {
    const found: EnvelopeAttachment[] = [];
    for (const [index, attachment] of attachments.entries()) {
      const ofAll = (percent: number) =>
        onProgress?.(Math.floor((100 * index + percent) / attachments.length));
      const one = await oneIn(session, attachment, { onProgress: ofAll, signal });
      if (!one) return null;
      found.push(one);
    }
    return found;
  };

  return {
    upload,
    inSession,
    handOver: (attachments) => {
      for (const { url } of attachments) spare.delete(url);
    },
    deleteSpare: async (attachments) => {
      const urls = attachments.flatMap((one) => [one.url, ...renewalsOf(one).map(({ url }) => url)]);
      const unused = urls.filter((url) => spare.delete(url));
      await Promise.allSettled(unused.map((url) => deps.channel.deleteFile(url)));
    },
  };
};

/** The attachment as it is stored elsewhere. */
const stored = (attachment: EnvelopeAttachment, at: StoredFile | undefined): EnvelopeAttachment =>
  at ? { ...attachment, url: at.url, sha256: at.sha256 } : attachment;
