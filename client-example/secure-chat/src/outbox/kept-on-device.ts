import { createKeptFiles, type KeptFiles } from '../files/kept-files.ts';
import type { SealedFile } from '../files/sealed-file.ts';
import { createSpareFiles, type SpareFiles } from '../files/spare-files.ts';
import type { DeviceRecords } from '../platform/device-records.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import type { Platform } from '../platform/platform.ts';
import type { Windows } from '../platform/windows.ts';
import { createKeptAuthorKey, type KeptAuthorKey } from '../storage/kept-author-key.ts';
import { createSealedRecords } from '../storage/sealed-records.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createOutboxStore, type OutboxStore } from './outbox-store.ts';

/** What this device keeps for a person, encrypted. */
export type KeptOnDevice = {
  outbox: OutboxStore;
  files: KeptFiles;
  drafts: Drafts;
  spare: SpareFiles;
  authorKey: KeptAuthorKey;
  /** Hashes of the files of a channel that are still to be sent, or stand in a draft. Rejects when the device cannot be read. */
  filesToSend: (cid: string) => Promise<Set<string>>;
  /** Channels in which something waits to be sent, was begun to be written, or was uploaded. Rejects when the device cannot be read. */
  cids: () => Promise<string[]>;
  /**
   * Takes away all that is kept of a channel, with its files; answers how much of it the person had not given up. A repeat, also in another window at the same
   * time, finds nothing. Rejects when the device cannot be read.
   */
  forget: (cid: string) => Promise<Forgotten>;
  /** Takes away files that nothing refers to any more. Rejects never. */
  tidy: () => Promise<void>;
  /** From here on nothing is written. */
  end: () => void;
};

/** Unsent messages and drafts. */
export type Forgotten = { messages: number; drafts: number };

export type KeptOnDeviceDeps = Platform & {
  records: DeviceRecords;
  storage: DeviceStorage;
  windows: Windows;
};

export const createKeptOnDevice = (deps: KeptOnDeviceDeps): KeptOnDevice => {
  const sealed = createSealedRecords(deps);
  const outbox = createOutboxStore(sealed);
  const files = createKeptFiles(sealed, deps);
  const drafts = createDrafts(sealed, deps.now);
  const spare = createSpareFiles(sealed, deps.now);
  const wanted = async (): Promise<Set<string>> => {
    const begun = await drafts.all(); // before what waits: that is where they go
    const entries = await Promise.all((await outbox.cids()).map((cid) => outbox.load(cid)));
    const all = [...begun, ...entries.flat()];
    return new Set(all.flatMap(filesOf));
  };
  return {
    outbox,
    files,
    drafts,
    spare,
    authorKey: createKeptAuthorKey(sealed),
    filesToSend: async (cid) => {
      const all = [...(await drafts.of(cid)), ...(await outbox.load(cid))]; // in the order that they go
      return new Set(all.flatMap(({ attachments = [] }) => attachments.map(({ sha256 }) => sha256)));
    },
    cids: async () => {
      const all = await Promise.all([outbox.cids(), drafts.cids(), spare.cids()]);
      return [...new Set(all.flat())];
    },
    forget: (cid) =>
      deps.windows.exclusively(`outbox/${cid}`, async () => {
        const [entries, begun] = [await outbox.load(cid), await drafts.of(cid)];
        await Promise.all([outbox.clear(cid), drafts.clear(cid), spare.clear(cid)]);
        await Promise.all([...entries, ...begun].flatMap(filesOf).map(files.remove));
        return { messages: entries.filter(({ isCancelled }) => !isCancelled).length, drafts: begun.length };
      }),
    tidy: async () => {
      const names = await wanted().catch(() => null);
      if (names) await files.sweep(names);
    },
    end: sealed.end,
  };
};

/** The names under which the bytes of its files are kept here. */
const filesOf = ({ attachments = [] }: { attachments?: readonly SealedFile[] | undefined }): string[] =>
  attachments.flatMap(({ keptAs }) => keptAs ?? []);
