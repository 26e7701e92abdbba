import type { Channel, SendFileAPIResponse } from 'stream-chat';
import {
  envelopeAttachment,
  NAME_MAX_LENGTH,
  THUMBNAIL_MAX_LENGTH,
} from '../../../../shared/contract/envelope.ts';
import type { EpochKeeper, FindSession } from '../epochs/encryption.ts';
import { SecureChatError } from '../errors.ts';
import { throwIfAborted } from '../platform/ending.ts';
import { plainFileName } from '../platform/plain-names.ts';
import type { Platform } from '../platform/platform.ts';
import { utf8 } from '../platform/utf8.ts';
import type { AbortSignalLike, PlatformBlob } from '../platform/web-types.ts';
import { ENCRYPTED_FILE_OVERHEAD } from '../seald/encrypted-file.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { OPAQUE_TYPE, opaqueFileName, vouchForUpload } from '../stream/opaque-upload.ts';
import type { FetchFileDeps } from './fetch-file.ts';
import { encryptFile, type FileEncryptionDeps } from './file-encryption.ts';
import type { KeptFiles } from './kept-files.ts';
import { MAX_UPLOAD_BYTES } from './max-upload.ts';
import type { SealedFile } from './sealed-file.ts';
import { unlessStalled } from './stalled.ts';
import { type FileSource, startOf, thenRemove, type WrittenFile, writtenFile } from './written-file.ts';

/** A browser's `File`, or any blob with a name. */
export type NamedBlob = PlatformBlob & { readonly name: string };

export type TransferOptions = {
  /** Share of the encrypted bytes that have been sent, 0 to 100. */
  onProgress?: ((percent: number) => void) | undefined;
  signal?: AbortSignalLike | undefined;
};

export type UploadOptions = TransferOptions & {
  /** A small picture as a data URL (JPEG, PNG or WebP); left out when longer than `THUMBNAIL_MAX_LENGTH`. */
  thumbnail?: string | undefined;
};

export type UploadFile = (file: NamedBlob, options?: UploadOptions) => Promise<SealedFile>;

/** A file of a channel, decrypted: read it in pieces of up to 1 MB, and remove it when it is not needed any more. */
export type OpenedFile = Pick<WrittenFile, 'size' | 'read' | 'remove'>;

export type OpenFile = (file: SealedFile, signal?: AbortSignalLike) => Promise<OpenedFile>;

export type DownloadFile = (file: SealedFile, signal?: AbortSignalLike) => Promise<PlatformBlob>;

export type FileDeps = FileEncryptionDeps &
  FilePlatform &
  FetchFileDeps & {
    channel: Channel;
    /** What to encrypt with. */
    encryption: Pick<EpochKeeper, 'sessionToSend' | 'maySend'>;
    findSession: FindSession;
    /** Files whose bytes are kept on this device. */
    kept: KeptFiles;
    /** A file of another channel, decrypted. Throws as `EncryptedChannel.openFile` does, and what opening that channel throws. */
    fileElsewhere: OpenFile;
  };

type FilePlatform = Pick<
  Platform,
  'newId' | 'timer' | 'sha256' | 'toBase64' | 'fromBase64' | 'readFile' | 'newFile'
>;

/** Where encrypted bytes are, which bytes, of which channel, and the id of the session they are encrypted with. */
export type StoredFile = { url: string; sha256: string; cid: string; sessionId: string };

/** Encrypts a file and uploads it; see `EncryptedChannel`. A repeat uploads it again under another name. */
export const uploadEncrypted = async (
  deps: FileDeps,
  file: NamedBlob,
  { thumbnail, ...options }: UploadOptions = {},
): Promise<{ sealed: SealedFile; stored: StoredFile }> => {
  const source = sourceOfFile(deps, file);
  throwIfAborted(options.signal);
  for (;;) {
    const stored = await storeIn(await deps.encryption.sessionToSend(), deps, source, options);
    if (stored) return { sealed: sealedOf(file, stored, thumbnail), stored };
  }
};

/**
 * Keeps a file on this device, encrypted, to be uploaded with its message. A repeat keeps it twice. Throws `SecureChatError` `FILE_EMPTY`, `FILE_TOO_LARGE`
 * and `OUTBOX_FULL`.
 */
export const keepOnDevice = async (
  deps: FileDeps,
  file: NamedBlob,
  { thumbnail }: Pick<UploadOptions, 'thumbnail'> = {},
): Promise<SealedFile> => {
  const keptAs = await deps.kept.put(sourceOfFile(deps, file));
  // Stands for the hash of the encrypted bytes, which are made when it is uploaded.
  const sha256 = deps.toBase64(await deps.sha256(utf8(keptAs)));
  const sealed = sealedOf(file, { url: '', sha256, cid: deps.channel.cid }, thumbnail);
  return { ...sealed, url: undefined, keptAs };
};

/** A file that was picked; it may have been changed or deleted since. */
const sourceOfFile = ({ readFile }: Pick<FileDeps, 'readFile'>, file: NamedBlob): FileSource => {
  if (file.size === 0) throw new SecureChatError('FILE_EMPTY');
  if (file.size + ENCRYPTED_FILE_OVERHEAD > MAX_UPLOAD_BYTES) throw new SecureChatError('FILE_TOO_LARGE');
  return {
    size: file.size,
    read: async (start, end) => {
      const bytes = await readFile(file, start, end).catch((cause: unknown) => {
        throw new SecureChatError('FILE_GONE', cause);
      });
      if (bytes.length < end - start) throw new SecureChatError('FILE_GONE');
      return bytes;
    },
  };
};

/**
 * Encrypts bytes with this session and uploads them; null, and nothing is uploaded, when meanwhile nothing may be sent in it any more.
 * Throws what Stream throws, `SecureChatError` `FILE_STALLED`, and the signal's reason.
 */
export const storeIn = async (
  session: EncryptionSession,
  deps: FileDeps,
  source: FileSource,
  options: TransferOptions,
): Promise<StoredFile | null> => {
  const { signal } = options;
  const encrypted = await writtenFile(deps, (into) =>
    encryptFile(deps, session, { from: source, into, signal }),
  );
  return thenRemove(encrypted, async () => {
    const sha256 = deps.toBase64(await encrypted.sha256());
    if (!deps.encryption.maySend(session)) return null;
    const url = await upload(deps, encrypted, options);
    return { url, sha256, cid: deps.channel.cid, sessionId: session.sessionId };
  });
};

const sealedOf = (
  { name, type, size }: NamedBlob,
  { url, sha256, cid }: Omit<StoredFile, 'sessionId'>,
  thumbnail: string | undefined,
): SealedFile => ({
  ...envelopeAttachment.parse({
    sha256,
    name: endOf(plainFileName(name)),
    mimeType: type.length > 127 ? OPAQUE_TYPE : type || OPAQUE_TYPE,
    size,
    ...(thumbnail && thumbnail.length <= THUMBNAIL_MAX_LENGTH && { thumbnail }),
  }),
  url,
  cid,
});

/** As much of the end of a name as an envelope takes: the extension, and no half of a character before it. */
const endOf = (name: string): string => name.slice(-NAME_MAX_LENGTH).replace(/^[\udc00-\udfff]/, '');

const upload = (
  { channel, newId, timer }: FileDeps,
  encrypted: WrittenFile,
  { onProgress, signal }: TransferOptions,
): Promise<string> =>
  unlessStalled(timer, signal, async (watched) => {
    const start = await startOf(encrypted);
    const form = await encrypted.toForm(opaqueFileName(newId()), OPAQUE_TYPE);
    vouchForUpload(form, start);
    // Not `channel.sendFile`: in Node that takes no blob, and it would put the file's own type on the wire.
    const { file } = await channel
      .getClient()
      .doAxiosRequest<SendFileAPIResponse>('postForm', `${channel._channelURL()}/file`, form, {
        config: {
          timeout: 0,
          maxBodyLength: Number.POSITIVE_INFINITY,
          onUploadProgress: ({ loaded, total }) => {
            watched.alive();
            onProgress?.(Math.floor((100 * loaded) / (total || loaded)));
          },
          signal: watched.signal,
        },
      });
    return file;
  });
