import { isFileAddress } from '../../../../shared/contract/visible-file.ts';
import { SecureChatError } from '../errors.ts';
import { pour } from '../platform/byte-stream.ts';
import { unlessAborted } from '../platform/ending.ts';
import type { Platform } from '../platform/platform.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';
import { ENCRYPTED_FILE_OVERHEAD } from '../seald/encrypted-file.ts';
import { MAX_UPLOAD_BYTES } from './max-upload.ts';
import type { SealedFile } from './sealed-file.ts';
import { unlessStalled, type Watched } from './stalled.ts';
import { copy, sourceOfBlob, type WrittenFile, writtenFile } from './written-file.ts';

export type FetchFileDeps = Pick<Platform, 'fetch' | 'timer' | 'readFile' | 'newFile' | 'toBase64'> & {
  /** Nothing is fetched from elsewhere. */
  fileHosts: readonly string[];
  /** Where Stream shows a file of a message now. Throws `SecureChatError`. */
  findFile: (file: SealedFile) => Promise<string>;
};

/**
 * The encrypted bytes of a file, the very ones that were uploaded, from where it lies; when its address has expired, from where its message shows it
 * now. Throws `SecureChatError` `FILE_GONE` when Stream does not give it out under a fresh address either, `FILE_UNAVAILABLE`, `FILE_NOT_ALLOWED`,
 * `FILE_STALLED`, `FILES_UNSUPPORTED`, and `FILE_UNREADABLE` for other bytes, as soon as more has come than the file can have.
 */
export const fetchFile = async (
  deps: FetchFileDeps,
  file: SealedFile,
  signal: AbortSignalLike | undefined,
): Promise<WrittenFile> => {
  const find = () => unlessAborted(deps.findFile(file), signal);
  if (file.url === undefined) return fetchFrom(deps, await find(), file, signal);
  try {
    return await fetchFrom(deps, file.url, file, signal);
  } catch (error) {
    // A page of another origin cannot see a refusal: it looks as if there were no network.
    if (!mayHaveExpired(error) || file.messageId === undefined) throw error;
    return fetchFrom(deps, await find(), file, signal);
  }
};

const mayHaveExpired = (error: unknown): boolean =>
  error instanceof SecureChatError && (error.code === 'FILE_GONE' || error.code === 'FILE_UNAVAILABLE');

const fetchFrom = (
  deps: FetchFileDeps,
  url: string,
  { size, sha256 }: SealedFile,
  signal: AbortSignalLike | undefined,
): Promise<WrittenFile> => {
  const most = Math.min(size + ENCRYPTED_FILE_OVERHEAD, MAX_UPLOAD_BYTES);
  return writtenFile(deps, async (file) => {
    await unlessStalled(deps.timer, signal, (watched) => fetchInto(file, deps, { url, most, watched }));
    if (deps.toBase64(await file.sha256()) !== sha256) throw new SecureChatError('FILE_UNREADABLE');
  });
};

const fetchInto = async (
  file: WrittenFile,
  { fetch, readFile, fileHosts }: FetchFileDeps,
  { url, most, watched }: { url: string; most: number; watched: Watched },
): Promise<void> => {
  if (!isFileAddress(url, fileHosts)) throw new SecureChatError('FILE_NOT_ALLOWED');
  const atMost = (bytes: number) => {
    if (bytes > most) throw new SecureChatError('FILE_UNREADABLE');
    watched.alive();
  };
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      signal: watched.signal,
    });
    if (!response.ok) throw refusal(response.status);
    atMost(Number(response.headers?.get('content-length') ?? 0));
    const take = (piece: Uint8Array) => {
      atMost(file.size + piece.length);
      return file.append(piece);
    };
    if (response.body) return await pour(response.body, take, watched.signal);
    const blob = await response.blob();
    atMost(blob.size);
    await copy(sourceOfBlob(readFile, blob), file);
  } catch (cause) {
    throw cause instanceof SecureChatError ? cause : new SecureChatError('FILE_UNAVAILABLE', cause);
  }
};

/** What Amazon's CDN and storage answer for what has expired, may not be had, or is not there. */
const GONE: readonly number[] = [403, 404, 410];

const refusal = (status: number): SecureChatError => {
  const cause = new Error(`HTTP ${status}`);
  return new SecureChatError(GONE.includes(status) ? 'FILE_GONE' : 'FILE_UNAVAILABLE', cause);
};
