import { createKeptFiles, type KeptFiles } from '../files/kept-files.ts';
import type { DeviceRecords } from '../platform/device-records.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import type { Platform } from '../platform/platform.ts';
import type { Windows } from '../platform/windows.ts';
import { createSealedRecords } from '../storage/sealed-records.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createOutboxStore, type OutboxStore } from './outbox-store.ts';

/** What this device keeps for all channels of a person, encrypted. */
export type KeptOnDevice = {
  outbox: OutboxStore;
  files: KeptFiles;
  drafts: Drafts;
  /** Takes away files that nothing refers to any more. Rejects never. */
  tidy: () => Promise<void>;
  /** From here on nothing is written. */
  end: () => void;
};

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
  const wanted = async (): Promise<Set<string>> => {
    const entries = await Promise.all((await outbox.cids()).map((cid) => outbox.load(cid)));
    const all = [...entries.flat(), ...(await drafts.all())];
    return new Set(all.flatMap(({ attachments = [] }) => attachments.flatMap(({ keptAs }) => keptAs ?? [])));
  };
  return {
    outbox,
    files,
    drafts,
    tidy: async () => {
      const names = await wanted().catch(() => null);
      if (names) await files.sweep(names);
    },
    end: sealed.end,
  };
};
