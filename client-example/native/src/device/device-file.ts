import type { DeviceFile } from '@sealed-stream/secure-chat';
import { Directory, File, FileMode, Paths } from 'expo-file-system';

/** A file as pickers answer it, in the form in which the core takes one. */
export type PhoneFile = { uri: string; name: string; type: string; size: number };

const FOLDER = () => new Directory(Paths.cache, 'sealed-stream');
/** Where Expo's pickers and its image manipulator put copies of what was picked. */
const PICKED = ['ImagePicker', 'DocumentPicker', 'ImageManipulator'];

/** To be called when the app starts, and when somebody signs out: what lies there may be in the clear. */
export const clearDeviceFiles = (): void => {
  for (const folder of [FOLDER(), ...PICKED.map((name) => new Directory(Paths.cache, name))])
    if (folder.exists) folder.delete();
};

/** A folder for one file that is handed to another app under its own name. */
export const folderToShare = (): Directory => {
  const folder = new Directory(FOLDER(), crypto.randomUUID());
  folder.create({ intermediates: true, idempotent: true });
  return folder;
};

/** A file that the core writes and reads in pieces, in the app's own cache, which is in no backup. */
export const newDeviceFile = async (): Promise<DeviceFile> => {
  const folder = FOLDER();
  folder.create({ intermediates: true, idempotent: true });
  const file = new File(folder, crypto.randomUUID());
  file.create();
  const withHandle = async <T>(mode: FileMode, use: (handle: ReturnType<File['open']>) => Promise<T>) => {
    const handle = file.open(mode);
    try {
      return await use(handle);
    } finally {
      handle.close();
    }
  };
  return {
    append: (bytes) => withHandle(FileMode.Append, (handle) => handle.writeBytes(bytes)),
    read: (start, end) => readPart(file, start, end),
    sha256: async () => bytesOf(await file.digest('SHA-256')),
    // React Native sends the bytes of `uri` from the disk.
    toForm: async (name, type) => {
      const form = new FormData();
      form.append('file', { uri: file.uri, name, type } as unknown as Blob);
      return form;
    },
    toBlob: async () => file,
    remove: async () => {
      if (file.exists) file.delete();
    },
  };
};

/** The bytes of a file on this phone, from `start` to before `end`. */
export const readPart = async (file: File, start: number, end: number): Promise<Uint8Array> => {
  const handle = file.open(FileMode.ReadOnly);
  try {
    handle.offset = start;
    return await handle.readBytes(end - start);
  } finally {
    handle.close();
  }
};

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
