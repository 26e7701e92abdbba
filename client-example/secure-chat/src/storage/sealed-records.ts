import type { DeviceRecords } from '../platform/device-records.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import type { Platform } from '../platform/platform.ts';
import { utf8 } from '../platform/utf8.ts';
import type { Windows } from '../platform/windows.ts';
import { createKnownRecords } from './known-records.ts';

/** The device's records, encrypted. None of the calls rejects for what a single record holds. */
export type SealedRecords = {
  /** Null when there is none, or none that this device's key opens: such a one is taken away. Rejects when the device cannot be read. */
  get: (key: string) => Promise<Uint8Array | null>;
  /** Rejects when the device cannot keep it. After `end` nothing is kept, and nothing said. */
  set: (key: string, bytes: Uint8Array) => Promise<void>;
  remove: (key: string) => Promise<void>;
  /** In the order of the alphabet. */
  keys: (prefix: string) => Promise<string[]>;
  /** From here on nothing is written: the person has signed out. */
  end: () => void;
};

export type SealedRecordsDeps = Pick<
  Platform,
  'encrypt' | 'decrypt' | 'randomBytes' | 'toBase64' | 'fromBase64'
> & {
  records: DeviceRecords;
  /** Keeps the key. */
  storage: Pick<DeviceStorage, 'get' | 'set'>;
  windows: Pick<Windows, 'exclusively'>;
};

const KEY = 'records-key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/**
 * AES-256-GCM with a key of this device, made at first use. A record is a nonce and what the cipher gave, bound to its name: none can be put in the
 * place of another. Whoever can read the device's storage has the key too; it keeps words out of a copied database.
 */
export const createSealedRecords = (deps: SealedRecordsDeps): SealedRecords => {
  const { records, storage, windows, randomBytes } = deps;
  const ownWrites = createKnownRecords();
  let asking: Promise<Uint8Array> | undefined;
  let isOver = false;
  const readKey = async (): Promise<Uint8Array | null> => {
    const bytes = bytesOf(await storage.get(KEY), deps.fromBase64);
    return bytes?.length === KEY_BYTES ? bytes : null;
  };
  // Two windows that start at once would each make one.
  const findKey = async (): Promise<Uint8Array> =>
    (await readKey()) ??
    windows.exclusively(KEY, async () => {
      const known = await readKey();
      if (known) return known;
      const made = randomBytes(KEY_BYTES);
      if (!isOver) await storage.set(KEY, deps.toBase64(made));
      return made;
    });
  const key = (): Promise<Uint8Array> => {
    asking ??= findKey().catch((error: unknown) => {
      asking = undefined;
      throw error;
    });
    return asking;
  };
  const open = async (name: string, sealed: Uint8Array): Promise<Uint8Array | null> => {
    const how = { key: await key(), nonce: sealed.slice(0, NONCE_BYTES), boundTo: utf8(name) };
    return deps.decrypt(sealed.slice(NONCE_BYTES), how).catch(() => null);
  };
  return {
    get: async (name) => {
      const sealed = await records.get(name);
      if (!sealed) {
        ownWrites.forget(name);
        return null;
      }
      const opened = ownWrites.find(name, sealed) ?? (await open(name, sealed));
      if (opened || isOver) return opened;
      await records.remove(name).catch(() => {});
      return null;
    },
    set: async (name, bytes) => {
      const nonce = randomBytes(NONCE_BYTES);
      const sealed = await deps.encrypt(bytes, { key: await key(), nonce, boundTo: utf8(name) });
      const whole = new Uint8Array(NONCE_BYTES + sealed.length);
      whole.set(nonce);
      whole.set(sealed, NONCE_BYTES);
      if (isOver) return;
      ownWrites.note(name, { sealed: whole, bytes });
      await records.set(name, whole);
    },
    remove: async (name) => {
      ownWrites.forget(name);
      if (!isOver) await records.remove(name);
    },
    keys: async (prefix) => (await records.keys(prefix)).sort(),
    end: () => {
      isOver = true;
      ownWrites.clear();
    },
  };
};

const bytesOf = (text: string | null, fromBase64: Platform['fromBase64']): Uint8Array | null => {
  try {
    return text === null ? null : fromBase64(text);
  } catch {
    return null;
  }
};
