import type { EncryptionSession } from '@seald-io/sdk/lib/main.js';
import type { Channel, SendFileAPIResponse } from 'stream-chat';
import {
  type EnvelopeAttachment,
  envelopeAttachment,
  THUMBNAIL_MAX_LENGTH,
} from '../../../shared/contract/envelope.ts';
import { ENCRYPTED_FILE_OVERHEAD, OPAQUE_TYPE, opaqueFileName, sessionOfFile } from './encrypted-file.ts';
import { SecureChatError } from './errors.ts';
import { decryptBlob, encryptBlob } from './file-encryption.ts';
import type { FindSession } from './sealed-text.ts';
import type { RunInSlices } from './ui-slices.ts';

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

export type FileDeps = {
  channel: Channel;
  /** What to encrypt with. */
  sessionToSend: () => Promise<EncryptionSession>;
  findSession: FindSession;
  fetch: typeof fetch;
  newId: () => string;
  runInSlices: RunInSlices;
};

/** Stream takes no more than this (stream.md section 10.3). */
const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

/** Encrypts a file and uploads it; see `EncryptedChannel`. A repeat uploads it again under another name. */
export const uploadEncrypted = async (
  { channel, sessionToSend, newId, runInSlices }: FileDeps,
  file: NamedBlob,
  { thumbnail, onProgress, signal }: UploadOptions = {},
): Promise<EnvelopeAttachment> => {
  if (file.size === 0) throw new SecureChatError('FILE_EMPTY');
  if (file.size + ENCRYPTED_FILE_OVERHEAD > MAX_UPLOAD_BYTES) throw new SecureChatError('FILE_TOO_LARGE');
  signal?.throwIfAborted();
  const encrypted = await encryptBlob(await sessionToSend(), runInSlices, file);
  signal?.throwIfAborted();
  const sha256 = await digestOf(encrypted);
  const url = await upload(channel, encrypted, { name: opaqueFileName(newId()), onProgress, signal });
  return envelopeAttachment.parse({
    url,
    sha256,
    name: file.name.slice(-255),
    mimeType: file.type.length > 127 ? OPAQUE_TYPE : file.type || OPAQUE_TYPE,
    size: file.size,
    ...(thumbnail && thumbnail.length <= THUMBNAIL_MAX_LENGTH && { thumbnail }),
  });
};

/** Fetches and decrypts a file; see `EncryptedChannel`. */
export const downloadEncrypted = async (
  { findSession, fetch, runInSlices }: FileDeps,
  { url, sha256, size, mimeType }: EnvelopeAttachment,
  signal?: AbortSignal,
): Promise<Blob> => {
  const encrypted = await fetchBlob(fetch, url, signal);
  if ((await digestOf(encrypted)) !== sha256) throw new SecureChatError('FILE_UNREADABLE');
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

const upload = async (
  channel: Channel,
  encrypted: Blob,
  { name, onProgress, signal }: { name: string } & Pick<UploadOptions, 'onProgress' | 'signal'>,
): Promise<string> => {
  const form = new FormData();
  form.append('file', new Blob([encrypted], { type: OPAQUE_TYPE }), name);
  // Not `channel.sendFile`: in Node that takes no blob, and it would put the file's own type on the wire.
  const uploading = channel
    .getClient()
    .doAxiosRequest<SendFileAPIResponse>('postForm', `${channel._channelURL()}/file`, form, {
      config: {
        timeout: 0,
        maxBodyLength: Number.POSITIVE_INFINITY,
        onUploadProgress: ({ loaded, total }) => onProgress?.(Math.floor((100 * loaded) / (total || loaded))),
        ...(signal && { signal }),
      },
    });
  return (await uploading.catch((error: unknown) => throwReason(signal, error))).file;
};

const fetchBlob = async (
  fetch: FileDeps['fetch'],
  url: string,
  signal: AbortSignal | undefined,
): Promise<Blob> => {
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      ...(signal && { signal }),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.blob();
  } catch (cause) {
    return throwReason(signal, new SecureChatError('FILE_UNAVAILABLE', cause));
  }
};

const throwReason = (signal: AbortSignal | undefined, error: unknown): never => {
  throw signal?.aborted ? signal.reason : error;
};

const digestOf = async (blob: Blob): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
};

/** A blob of another type, say HTML or SVG, opened from a `blob:` URL would run as a page of the app itself. */
const isHarmless = (mimeType: string): boolean =>
  /^(?:image\/(?:avif|bmp|gif|jpeg|png|webp)|(?:audio|video)\/[\w.+-]+)$/.test(mimeType);
