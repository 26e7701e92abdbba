import { throwIfAborted } from '../platform/ending.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import { decryptFetched, keptSource, sessionNamedBy } from './download-file.ts';
import { fetchFile } from './fetch-file.ts';
import {
  type FileDeps,
  keepOnDevice,
  type OpenedFile,
  type StoredFile,
  storeIn,
  type TransferOptions,
  type UploadFile,
  uploadEncrypted,
} from './file-transfer.ts';
import { inEnvelope, type SealedFile } from './sealed-file.ts';
import type { SpareFile, SpareFiles } from './spare-files.ts';
import { type FileSource, thenRemove } from './written-file.ts';

/** The files of one channel on their way out. A message and its files are encrypted with the same session. */
export type FilesToSend = {
  /** See `EncryptedChannel.uploadFile`. */
  upload: UploadFile;
  /**
   * These files, each encrypted with this session and with its address: one that is not is fetched, encrypted and uploaded again, whoever
   * uploaded it, and wherever. Null when meanwhile nothing may be sent in this session any more. A repeat goes on with what is done. Throws as
   * `uploadFile` and `downloadFile` do.
   */
  inSession: (
    session: EncryptionSession,
    files: readonly SealedFile[],
    options: TransferOptions,
  ) => Promise<SealedFile[] | null>;
  /** Takes note that a message with these may be at Stream from now on; answers how to say that it was refused. */
  handOver: (files: readonly SealedFile[]) => Promise<() => void>;
  /** Looks for what an earlier sitting has uploaded: what waits to be sent uses it, and what nobody will send is deleted. Rejects never; a repeat changes nothing. */
  takeUp: () => Promise<void>;
  /** Has Stream delete what was uploaded for these on this device and is in no message. Best effort: it rejects never. */
  deleteSpare: (files: readonly SealedFile[]) => Promise<void>;
};

export type FilesToSendDeps = FileDeps & {
  isConnected: () => boolean;
  /** Whether what an upload failed with may be otherwise later, with nothing done about it. */
  mayPass: (error: unknown) => boolean;
  spares: SpareFiles;
  /** Hashes of the files that are still to be sent from this channel, as far as this device knows. */
  wanted: () => Promise<ReadonlySet<string>>;
};

/** Remembers what it has uploaded. Files are known by the hash of their encrypted bytes: addresses change. */
export const createFilesToSend = (deps: FilesToSendDeps): FilesToSend => {
  /** Encryption session ids. */
  const sessions = new Map<string, string>();
  /** What was uploaded later in place of a file, the newest last; by the first one. */
  const renewals = new Map<string, StoredFile[]>();
  /** Addresses of what no message holds yet. */
  const spare = new Map<string, string>();
  const { spares } = deps;
  const { cid } = deps.channel;
  const know = ({ sha256, url, sessionId }: StoredFile): void => {
    sessions.set(sha256, sessionId);
    spare.set(sha256, url);
  };
  const note = async (first: string, stored: StoredFile): Promise<void> => {
    know(stored);
    const file = { first, stored, isHanded: false };
    noted.set(stored.sha256, file);
    await spares.note(file);
  };
  /** What the device keeps of those. */
  const noted = new Map<string, Omit<SpareFile, 'isOld'>>();
  const renewalsOf = ({ sha256 }: SealedFile): StoredFile[] => renewals.get(sha256) ?? [];

  const upload: UploadFile = async (file, options) => {
    if (!deps.isConnected()) return keepOnDevice(deps, file, options);
    try {
      const { sealed, stored } = await uploadEncrypted(deps, file, options);
      await note(stored.sha256, stored);
      return sealed;
    } catch (error) {
      throwIfAborted(options?.signal);
      if (!deps.mayPass(error)) throw error;
      return keepOnDevice(deps, file, options);
    }
  };

  const oneIn = async (
    session: EncryptionSession,
    file: SealedFile,
    options: TransferOptions,
  ): Promise<SealedFile | null> => {
    const newest = storedAs(file, renewalsOf(file).at(-1));
    if (newest.url !== undefined && sessions.get(newest.sha256) === session.sessionId) return newest;
    const renew = (source: FileSource) => renewed(session, file, source, options);
    if (file.keptAs !== undefined) return renew(await keptSource(deps, file));
    const clear = await clearFor(session, newest, options);
    return clear === 'as it is' ? newest : thenRemove(clear, () => renew(clear));
  };

  const renewed = async (
    session: EncryptionSession,
    file: SealedFile,
    source: FileSource,
    options: TransferOptions,
  ): Promise<SealedFile | null> => {
    const stored = await storeIn(session, deps, source, options);
    if (!stored) return null;
    await note(file.sha256, stored);
    renewals.set(file.sha256, [...renewalsOf(file), stored]);
    return storedAs(file, stored);
  };

  /** What has to be encrypted anew; `as it is` for a file that this session has encrypted. */
  const clearFor = async (
    session: EncryptionSession,
    file: SealedFile,
    { signal }: TransferOptions,
  ): Promise<OpenedFile | 'as it is'> => {
    if (file.cid !== undefined && file.cid !== deps.channel.cid) return deps.fileElsewhere(file, signal);
    const encrypted = await fetchFile(deps, file, signal);
    return thenRemove(encrypted, async () => {
      if (file.url === undefined || (await sessionNamedBy(deps, encrypted)) !== session.sessionId)
        return decryptFetched(deps, file, encrypted, signal);
      sessions.set(file.sha256, session.sessionId);
      return 'as it is';
    });
  };

  const inSession: FilesToSend['inSession'] = async (session, files, { onProgress, signal }) => {
    await takeUp();
    const found: SealedFile[] = [];
    for (const [index, file] of files.entries()) {
      const ofAll = (percent: number) => onProgress?.(Math.floor((100 * index + percent) / files.length));
      const one = await oneIn(session, file, { onProgress: ofAll, signal });
      if (!one) return null;
      found.push(one);
    }
    return found;
  };

  const noteAgain = async (files: readonly { sha256: string }[], isHanded: boolean): Promise<void> => {
    const known = files.flatMap(({ sha256 }) => noted.get(sha256) ?? []);
    await Promise.all(known.map((file) => spares.note({ ...file, isHanded })));
  };
  let taking: Promise<void> | undefined;
  const takeUp = (): Promise<void> => {
    taking ??= takeUpOnce().catch(() => {});
    return taking;
  };
  const takeUpOnce = async (): Promise<void> => {
    const left = await spares.of(cid);
    if (left.length === 0) return;
    const wanted = await deps.wanted();
    for (const { isOld, ...file } of left) {
      const { first, stored, isHanded } = file;
      if (noted.has(stored.sha256)) continue; // of this sitting
      if (wanted.has(first) || wanted.has(stored.sha256)) {
        know(stored);
        if (isHanded) spare.delete(stored.sha256);
        noted.set(stored.sha256, file);
        if (first !== stored.sha256) renewals.set(first, [...(renewals.get(first) ?? []), stored]);
      } else if (isOld) {
        // Younger ones may be in another window's composer.
        if (!isHanded) await deps.channel.deleteFile(stored.url).catch(() => {});
        await spares.forget(cid, stored.sha256);
      }
    }
  };

  return {
    upload,
    inSession,
    takeUp,
    handOver: async (files) => {
      const handed = files.flatMap(({ sha256 }) => {
        const url = spare.get(sha256);
        return url === undefined ? [] : [{ sha256, url }];
      });
      for (const { sha256 } of handed) spare.delete(sha256);
      await noteAgain(handed, true);
      return () => {
        for (const { sha256, url } of handed) spare.set(sha256, url);
        void noteAgain(handed, false);
      };
    },
    deleteSpare: async (files) => {
      await takeUp();
      const known = files.flatMap((one) => [one.sha256, ...renewalsOf(one).map(({ sha256 }) => sha256)]);
      const unused = [...new Set(known)].flatMap((sha256) => spare.get(sha256) ?? []);
      for (const sha256 of known) spare.delete(sha256);
      await Promise.allSettled(unused.map((url) => deps.channel.deleteFile(url)));
      await Promise.all(known.map((sha256) => spares.forget(cid, sha256)));
    },
  };
};

/** The file as it is stored elsewhere. */
const storedAs = (file: SealedFile, at: StoredFile | undefined): SealedFile => {
  if (!at) return file;
  const { url, sha256, cid } = at;
  return { ...inEnvelope(file), url, sha256, cid };
};
