import { SecureChatError } from '../errors.ts';
import { throwIfAborted } from '../platform/ending.ts';
import type { AbortSignalLike, PlatformBlob } from '../platform/web-types.ts';
import { sessionOfFile } from '../seald/encrypted-file.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { OPAQUE_TYPE } from '../stream/opaque-upload.ts';
import { fetchFile } from './fetch-file.ts';
import { decryptFile } from './file-encryption.ts';
import type { FileDeps } from './file-transfer.ts';
import type { SealedFile } from './sealed-file.ts';
import {
  copy,
  type FileSource,
  orRemove,
  startOf,
  thenRemove,
  type WrittenFile,
  writtenFile,
} from './written-file.ts';

/** Fetches and decrypts a file; see `EncryptedChannel`. */
export const downloadEncrypted = async (
  deps: FileDeps,
  file: SealedFile,
  signal?: AbortSignalLike,
): Promise<PlatformBlob> => {
  const clear = await openEncrypted(deps, file, signal);
  return orRemove(clear, () => clear.toBlob(isHarmless(file.mimeType) ? file.mimeType : OPAQUE_TYPE));
};

/** The same, to be read here; see `EncryptedChannel`. */
export const openEncrypted = async (
  deps: FileDeps,
  file: SealedFile,
  signal?: AbortSignalLike,
): Promise<WrittenFile> => {
  if (file.keptAs !== undefined) {
    const kept = await keptSource(deps, file);
    return writtenFile(deps, (into) => copy(kept, into));
  }
  const encrypted = await fetchFile(deps, file, signal);
  return thenRemove(encrypted, () => decryptFetched(deps, file, encrypted, signal));
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

/** Decrypts what `fetchFile` has brought. Throws as `EncryptedChannel.openFile` does. */
export const decryptFetched = async (
  deps: FileDeps,
  { size }: SealedFile,
  encrypted: FileSource,
  signal: AbortSignalLike | undefined,
): Promise<WrittenFile> => {
  const session = await sessionFor(deps, encrypted);
  return writtenFile(deps, async (into) => {
    await decryptFile(deps, session, { from: encrypted, into, signal }).catch((cause: unknown) => {
      throwIfAborted(signal);
      throw cause instanceof SecureChatError ? cause : new SecureChatError('FILE_UNREADABLE', cause);
    });
    if (into.size !== size) throw new SecureChatError('FILE_UNREADABLE');
  });
};

/** The encryption session that what `fetchFile` has brought names, or null. It proves nothing. */
export const sessionNamedBy = async (
  { fromBase64 }: Pick<FileDeps, 'fromBase64'>,
  encrypted: FileSource,
): Promise<string | null> => sessionOfFile(await startOf(encrypted), fromBase64);

const sessionFor = async (deps: FileDeps, encrypted: FileSource): Promise<EncryptionSession> => {
  const id = await sessionNamedBy(deps, encrypted);
  const session = id === null ? null : await deps.findSession(id, null);
  if (session === 'unknown-now') throw new SecureChatError('FILE_UNAVAILABLE');
  if (session === null || typeof session === 'string') throw new SecureChatError('FILE_UNREADABLE');
  return session;
};

/** A blob of another type, say HTML or SVG, opened from a `blob:` URL would run as a page of the app itself. */
const isHarmless = (mimeType: string): boolean =>
  /^(?:image\/(?:avif|bmp|gif|jpeg|png|webp)|(?:audio|video)\/[\w.+-]+)$/.test(mimeType);
