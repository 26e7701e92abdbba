import { SecureChatError } from '../errors.ts';
import type { DeviceRecords } from '../platform/device-records.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import type { Windows } from '../platform/windows.ts';

/** Whose memory this is: made when something is written first, gone once somebody signs out, another one after they have come back. */
const MARK = 'signed-in';

/** The only doors through which a chat reads and writes on the device. */
export type DeviceDoors = {
  /** Those of the app, as long as the person is signed in on this device; after that each write rejects with `SecureChatError` `SIGNED_OUT`. */
  storage: DeviceStorage;
  records: DeviceRecords;
  /** Shuts both for good, and resolves when what was being written is. A repeat changes nothing. Reading and `clear` still work. */
  shut: () => Promise<void>;
  /** False once the person has signed in again since: what is on the device now is not this chat's to forget. */
  isOwn: () => Promise<boolean>;
  /** Whether, as far as anything was read or written yet, the device still is the one this chat was opened on; tells `onLost` if not. For a window that comes back from sleep. */
  look: () => Promise<boolean>;
};

/** A part of the device where things are kept by their names. */
type Place<Kept> = {
  get: (key: string) => Promise<Kept | null>;
  set: (key: string, kept: Kept) => Promise<void>;
  remove: (key: string) => Promise<void>;
  clear: () => Promise<void>;
};

type Deps = {
  storage: DeviceStorage;
  records: DeviceRecords;
  windows: Pick<Windows, 'exclusively'>;
  newId: () => string;
  /** Called once, when it is seen that this person was signed out here by something else than this chat. */
  onLost: () => void;
};

/**
 * Each write looks for the mark before, and once more after it: another window may have signed the person out meanwhile, or while this one was asleep. What was
 * written in between is taken back.
 */
export const createDeviceDoors = ({ storage, records, windows, newId, onLost }: Deps): DeviceDoors => {
  /** Null on a device that keeps nothing, whatever it is given: there is nothing to be lost. */
  let mark: Promise<string | null> | undefined;
  let isShut = false;
  const running = new Set<Promise<unknown>>();

  const findMark = () =>
    windows.exclusively('mark', async () => {
      const found = await storage.get(MARK);
      if (found !== null) return found;
      const made = newId();
      await storage.set(MARK, made);
      return storage.get(MARK);
    });
  const ownMark = () => {
    mark ??= findMark().catch((error) => {
      mark = undefined;
      throw error;
    });
    return mark;
  };
  const look = async (): Promise<boolean> => {
    if (isShut) return false;
    const own = await mark;
    if (own === undefined || own === null || (await storage.get(MARK)) === own) return true;
    if (!isShut) {
      isShut = true;
      onLost();
    }
    return false;
  };
  const read = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    // Looking makes no mark, but remembers one that is there.
    if (!isShut && mark === undefined && (await storage.get(MARK)) !== null) await ownMark();
    return work();
  };
  const write = (work: () => Promise<void>, takeBack: () => Promise<void>): Promise<void> => {
    if (isShut) return Promise.reject(new SecureChatError('SIGNED_OUT'));
    const writing = (async () => {
      await ownMark();
      if (!(await look())) throw new SecureChatError('SIGNED_OUT');
      await work();
      if (isShut ? (await storage.get(MARK)) === (await ownMark()) : await look()) return;
      await takeBack();
      throw new SecureChatError('SIGNED_OUT');
    })();
    const settled = writing.catch(() => {}).finally(() => running.delete(settled));
    running.add(settled);
    return writing;
  };
  /** What both have in common. */
  const guarded = <Kept>(place: Place<Kept>): Place<Kept> => ({
    get: (key) => read(() => place.get(key)),
    set: (key, kept) =>
      write(
        () => place.set(key, kept),
        () => place.remove(key),
      ),
    remove: (key) =>
      write(
        () => place.remove(key),
        async () => {},
      ),
    clear: () => place.clear(),
  });
  return {
    storage: guarded(storage),
    records: { ...guarded(records), keys: (prefix) => read(() => records.keys(prefix)) },
    shut: async () => {
      isShut = true;
      await Promise.all(running);
    },
    isOwn: async () => {
      const now = await storage.get(MARK);
      return now === null || mark === undefined || now === (await mark);
    },
    look,
  };
};
