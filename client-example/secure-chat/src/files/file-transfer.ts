import type { Channel, SendFileAPIResponse } from 'stream-chat';
import {
  type EnvelopeAttachment,
  envelopeAttachment,
  THUMBNAIL_MAX_LENGTH,
} from '../../../../shared/contract/envelope.ts';
import type { EpochKeeper, FindSession } from '../epochs/encryption.ts';
import { SecureChatError } from '../errors.ts';
import type { Timer } from '../platform/timer.ts';
import type { RunInSlices } from '../platform/ui-slices.ts';
import { ENCRYPTED_FILE_OVERHEAD, sessionOfFile } from '../seald/encrypted-file.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { OPAQUE_TYPE, opaqueFileName } from '../stream/opaque-upload.ts';
import { decryptBlob, encryptBlob } from './file-encryption.ts';
import { unlessStalled } from './stalled.ts';

/** A browser's `File`, or any blob with a name. */
export type NamedBlob = Blob & { readonly name: string };

export type TransferOptions = {
  /** Share of the encrypted bytes that have been sent, 0 to 100. */
  onProgress?: ((percent: number) => void) | undefined;
  signal?: AbortSignal | undefined;
};

export type UploadOptions = TransferOptions & {
  /** A small picture as a data URL (JPEG, PNG or WebP); left out when longer than `THUMBNAIL_MAX_LENGTH`. */
  thumbnail?: string | undefined;
};

export type UploadFile = (file: NamedBlob, options?: UploadOptions) => Promise<EnvelopeAttachment>;

export type DownloadFile = (attachment: EnvelopeAttachment, signal?: AbortSignal) => Promise<Blob>;

export type FileDeps = {
  channel: Channel;
  /** What to encrypt with. */
  encryption: Pick<EpochKeeper, 'sessionToSend' | 'maySend'>;
  findSession: FindSession;
  fetch: typeof fetch;
  newId: () => string;
  runInSlices: RunInSlices;
  timer: Timer;
};

/** Where encrypted bytes are, which bytes, and the id of the session they are encrypted with. */
export type StoredFile = Pick<EnvelopeAttachment, 'url' | 'sha256'> & { sessionId: string };

/** Stream takes no more than this (stream.md section 10.3). */
const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

/** Encrypts a file and uploads it; see `EncryptedChannel`. A repeat uploads it again under another name. */
export const uploadEncrypted = async (
  deps: FileDeps,
  file: NamedBlob,
  { thumbnail, ...options }: UploadOptions = {},
): Promise<{ attachment: EnvelopeAttachment; stored: StoredFile }> => {
  if (file.size === 0) throw new SecureChatError('FILE_EMPTY');
  if (file.size + ENCRYPTED_FILE_OVERHEAD > MAX_UPLOAD_BYTES) throw new SecureChatError('FILE_TOO_LARGE');
  options.signal?.throwIfAborted();
  for (;;) {
    const stored = await storeIn(await deps.encryption.sessionToSend(), deps, file, options);
    if (stored) return { attachment: attachmentOf(file, stored, thumbnail), stored };
  }
};

/**
 * Encrypts bytes with this session and uploads them; null, and nothing is uploaded, when meanwhile nothing may be sent in it any more.
 * Throws what Stream throws, `SecureChatError` `FILE_STALLED`, and the signal's reason.
 */
export const storeIn = async (
  session: EncryptionSession,
  deps: FileDeps,
  bytes: Blob,
  options: TransferOptions,
): Promise<StoredFile | null> => {
  const encrypted = await encryptBlob(session, deps.runInSlices, bytes);
  options.signal?.throwIfAborted();
  const sha256 = await digestOf(encrypted);
  if (!deps.encryption.maySend(session)) return null;
  const url = await upload(deps, encrypted, options);
  return { url, sha256, sessionId: session.sessionId };
};

const attachmentOf = (
  { name, type, size }: NamedBlob,
  { url, sha256 }: StoredFile,
  thumbnail: string | undefined,
): EnvelopeAttachment =>
  envelopeAttachment.parse({
    url,
    sha256,
    name: name.slice(-255),
    mimeType: type.length > 127 ? OPAQUE_TYPE : type || OPAQUE_TYPE,
    size,
    ...(thumbnail && thumbnail.length <= THUMBNAIL_MAX_LENGTH && { thumbnail }),
  });

/** Fetches and decrypts a file; see `EncryptedChannel`. */
export const downloadEncrypted = async (
  deps: FileDeps,
  attachment: EnvelopeAttachment,
  signal?: AbortSignal,
): Promise<Blob> => decryptFetched(deps, attachment, await fetchEncrypted(deps, attachment, signal));

/** The encrypted bytes of a file, the very ones that were uploaded. Throws as `EncryptedChannel.downloadFile` does. */
export const fetchEncrypted = async (
  deps: FileDeps,
  { url, sha256 }: EnvelopeAttachment,
  signal?: AbortSignal,
): Promise<Blob> => {
  const encrypted = await fetchBlob(deps, url, signal);
  if ((await digestOf(encrypted)) !== sha256) throw new SecureChatError('FILE_UNREADABLE');
  return encrypted;
};

/** Decrypts what `fetchEncrypted` has brought. Throws as `EncryptedChannel.downloadFile` does. */
export const decryptFetched = async (
  { findSession, runInSlices }: FileDeps,
  { size, mimeType }: EnvelopeAttachment,
  encrypted: Blob,
): Promise<Blob> => {
  const session = await sessionFor(findSession, encrypted);
  const data = await decryptBlob(session, runInSlices, encrypted).catch((cause: unknown) => {
    throw new SecureChatError('FILE_UNREADABLE', cause);
  });
  if (data.size !== size) throw new SecureChatError('FILE_UNREADABLE');
  return data.slice(0, data.size, isHarmless(mimeType) ? mimeType : OPAQUE_TYPE);
};

const sessionFor = async (findSession: FindSession, encrypted: Blob): Promise<EncryptionSession> => {
  const id = await sessionOfFile(encrypted);
  const session = id === null ? null : await findSession(id, null);
  if (session === 'unknown-now') throw new SecureChatError('FILE_UNAVAILABLE');
  if (session === null || typeof session === 'string') throw new SecureChatError('FILE_UNREADABLE');
  return session;
};

const upload = (
  { channel, newId, timer }: FileDeps,
  encrypted: Blob,
  { onProgress, signal }: TransferOptions,
): Promise<string> =>
  unlessStalled(timer, signal, async (watched) => {
    const form = new FormData();
    form.append('file', new Blob([encrypted], { type: OPAQUE_TYPE }), opaqueFileName(newId()));
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

const fetchBlob = ({ fetch, timer }: FileDeps, url: string, signal: AbortSignal | undefined): Promise<Blob> =>
  unlessStalled(timer, signal, async (watched) => {
    try {
      const response = await fetch(url, {
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: watched.signal,
      });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return await new Response(response.body?.pipeThrough(noting(watched.alive))).blob();
    } catch (cause) {
      throw new SecureChatError('FILE_UNAVAILABLE', cause);
    }
  });

const noting = (alive: () => void): TransformStream<Uint8Array, Uint8Array> =>
  new TransformStream({
    transform: (chunk, passed) => {
      alive();
      passed.enqueue(chunk);
    },
  });

const digestOf = async (blob: Blob): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
};

/** A blob of another type, say HTML or SVG, opened from a `blob:` URL would run as a page of the app itself. */
const isHarmless = (mimeType: string): boolean =>
  /^(?:image\/(?:avif|bmp|gif|jpeg|png|webp)|(?:audio|video)\/[\w.+-]+)$/.test(mimeType);
