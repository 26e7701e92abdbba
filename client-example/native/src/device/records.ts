import type { DeviceRecords } from '@sealed-stream/secure-chat';
import { Directory, File, Paths } from 'expo-file-system';
import { Buffer } from 'react-native-quick-crypto';

const UNFINISHED = '.new';

/** Unsent messages, their files and drafts of one person, each in a file of its own. The core has encrypted them. */
export const openRecords = (userId: string): DeviceRecords => {
  const folder = new Directory(Paths.document, 'records', Buffer.from(userId).toString('hex'));
  const fileOf = (key: string) => new File(folder, encodeURIComponent(key));
  const remove = (file: File) => {
    if (file.exists) file.delete();
  };
  return {
    get: async (key) => (fileOf(key).exists ? fileOf(key).bytes() : null),
    set: async (key, bytes) => {
      folder.create({ intermediates: true, idempotent: true });
      const written = new File(folder, `${encodeURIComponent(key)}${UNFINISHED}`);
      await written.write(bytes);
      await written.move(fileOf(key), { overwrite: true });
    },
    remove: async (key) => remove(fileOf(key)),
    keys: async (prefix) => {
      if (!folder.exists) return [];
      const names = folder
        .list()
        .map(({ name }) => name)
        .filter((name) => !name.endsWith(UNFINISHED));
      return names.map(decodeURIComponent).filter((key) => key.startsWith(prefix));
    },
    clear: async () => {
      if (folder.exists) folder.delete();
    },
  };
};
