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
import { ENCRYPTED_FILE_OVERHEAD, sessionOfFile } from '../seald/encrypted-file.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { OPAQUE_TYPE, opaqueFileName, vouchForUpload } from '../stream/opaque-upload.ts';
import { type FetchFileDeps, fetchFile } from './fetch-file.ts';
import {
  decryptFile,
  encryptFile,
  type FileEncryptionDeps,
  type FileSource,
  sourceOf,
} from './file-encryption.ts';
import type { KeptFiles } from './kept-files.ts';
import { MAX_UPLOAD_BYTES } from './max-upload.ts';
import type { SealedFile } from './sealed-file.ts';
import { unlessStalled } from './stalled.ts';

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
    /** The bytes of a file of another channel. Throws as `EncryptedChannel.downloadFile` does, and what opening that channel throws. */
    fileElsewhere: (file: SealedFile, signal: AbortSignalLike | undefined) => Promise<Uint8Array>;
  };

type FilePlatform = Pick<
  Platform,
  'newId' | 'timer' | 'sha256' | 'toBase64' | 'fromBase64' | 'readFile' | 'makeFile' | 'makeForm'
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
  const sha256 = await digestOf(deps, utf8(keptAs));
  const sealed = sealedOf(file, { url: '', sha256, cid: deps.channel.cid }, thumbnail);
  return { ...sealed, url: undefined, keptAs };
};

const sourceOfFile = ({ readFile }: Pick<FileDeps, 'readFile'>, file: NamedBlob): FileSource => {
  if (file.size === 0) throw new SecureChatError('FILE_EMPTY');
  if (file.size + ENCRYPTED_FILE_OVERHEAD > MAX_UPLOAD_BYTES) throw new SecureChatError('FILE_TOO_LARGE');
  return { size: file.size, read: (start, end) => readFile(file, start, end) };
};

/** The bytes of a file that is kept on this device. Throws `SecureChatError` `FILE_GONE` when it is not any more. */
export const keptSource = async (
  { kept }: Pick<FileDeps, 'kept'>,
  { keptAs, size }: SealedFile,
): Promise<FileSource> => {
  const source = keptAs === undefined ? null : await kept.open(keptAs, size);
  if (!source) throw new SecureChatError('FILE_GONE');
  return source;
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
  const encrypted = await encryptFile(deps, session, source);
  throwIfAborted(options.signal);
  const sha256 = await digestOf(deps, encrypted);
  if (!deps.encryption.maySend(session)) return null;
  const url = await upload(deps, encrypted, options);
  return { url, sha256, cid: deps.channel.cid, sessionId: session.sessionId };
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

/** Fetches and decrypts a file; see `EncryptedChannel`. */
export const downloadEncrypted = async (
  deps: FileDeps,
  file: SealedFile,
  signal?: AbortSignalLike,
): Promise<PlatformBlob> => {
  const bytes =
    file.keptAs === undefined
      ? await decryptFetched(deps, file, await fetchEncrypted(deps, file, signal))
      : await (await keptSource(deps, file)).read(0, file.size);
  const type = isHarmless(file.mimeType) ? file.mimeType : OPAQUE_TYPE;
  return supported(async () => deps.makeFile(bytes, type));
};

/** The encrypted bytes of a file, the very ones that were uploaded. Throws as `EncryptedChannel.downloadFile` does. */
export const fetchEncrypted = async (
  deps: FileDeps,
  file: SealedFile,
  signal?: AbortSignalLike,
): Promise<Uint8Array> => {
  const encrypted = await fetchFile(deps, file, signal);
  if ((await digestOf(deps, encrypted)) !== file.sha256) throw new SecureChatError('FILE_UNREADABLE');
  return encrypted;
};

/** Decrypts what `fetchEncrypted` has brought. Throws as `EncryptedChannel.downloadFile` does. */
export const decryptFetched = async (
  deps: FileDeps,
  { size }: SealedFile,
  encrypted: Uint8Array,
): Promise<Uint8Array> => {
  const session = await sessionFor(deps, encrypted);
  const data = await decryptFile(deps, session, sourceOf(encrypted)).catch((cause: unknown) => {
    throw new SecureChatError('FILE_UNREADABLE', cause);
  });
  if (data.length !== size) throw new SecureChatError('FILE_UNREADABLE');
  return data;
};

const sessionFor = async (
  { findSession, fromBase64 }: FileDeps,
  encrypted: Uint8Array,
): Promise<EncryptionSession> => {
  const id = sessionOfFile(encrypted, fromBase64);
  const session = id === null ? null : await findSession(id, null);
  if (session === 'unknown-now') throw new SecureChatError('FILE_UNAVAILABLE');
  if (session === null || typeof session === 'string') throw new SecureChatError('FILE_UNREADABLE');
  return session;
};

const upload = (
  { channel, newId, timer, makeForm }: FileDeps,
  encrypted: Uint8Array,
  { onProgress, signal }: TransferOptions,
): Promise<string> =>
  unlessStalled(timer, signal, async (watched) => {
    const form = await supported(async () => makeForm(encrypted, opaqueFileName(newId()), OPAQUE_TYPE));
    vouchForUpload(form, encrypted);
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

const digestOf = async ({ sha256, toBase64 }: FileDeps, bytes: Uint8Array): Promise<string> =>
  toBase64(await sha256(bytes));

/** Some platforms cannot make files, and say so in words of their own. */
const supported = async <Made>(make: () => Promise<Made>): Promise<Made> => {
  try {
    return await make();
  } catch (cause) {
    throw new SecureChatError('FILES_UNSUPPORTED', cause);
  }
};

/** A blob of another type, say HTML or SVG, opened from a `blob:` URL would run as a page of the app itself. */
const isHarmless = (mimeType: string): boolean =>
  /^(?:image\/(?:avif|bmp|gif|jpeg|png|webp)|(?:audio|video)\/[\w.+-]+)$/.test(mimeType);
