import AsyncStorage from '@react-native-async-storage/async-storage';
import type { DeviceStorage } from '@sealed-stream/secure-chat';
import * as SecureStore from 'expo-secure-store';
import QuickCrypto, { Buffer } from 'react-native-quick-crypto';
import { clearDeviceFiles } from './device-file';
import { openRecords } from './records';

/** Seald's database key is 64 bytes; what is in AsyncStorage has one of 32. */
const DATABASE_KEY_BYTES = 64;
const STORAGE_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** In no backup and on no other device; readable once the phone was unlocked after its start, so that a notification can be decrypted. */
const KEPT = { keychainAccessible: SecureStore.AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY };

/** What this phone remembers of one person. */
export type Device = {
  /** In AsyncStorage, each value encrypted with a key of the keychain. `clear` forgets that key and Seald's too, and takes away files that were decrypted. */
  storage: DeviceStorage;
  /** Of the Seald SDK's encrypted database, which is in AsyncStorage as well. */
  database: { path: string; rawKey: string };
};

/** The memory of one person on this phone; made at first use. Throws what the keychain throws. */
export const openDevice = async (userId: string): Promise<Device> => {
  const name = nameOf(userId);
  const key = await keyNamed(`${name}.storage`, STORAGE_KEY_BYTES);
  const rawKey = await keyNamed(`${name}.database`, DATABASE_KEY_BYTES);
  const inStorage = (of: string) => `${name}/${of}`;
  return {
    storage: {
      get: async (of) => opened(key, inStorage(of), await AsyncStorage.getItem(inStorage(of))),
      set: (of, value) => AsyncStorage.setItem(inStorage(of), sealed(key, inStorage(of), value)),
      remove: (of) => AsyncStorage.removeItem(inStorage(of)),
      clear: () => wipeDevice(userId),
    },
    database: { path: inStorage('seald'), rawKey: rawKey.toString('base64') },
  };
};

/** Leaves nothing of this person on the phone, records and decrypted files included. A repeat changes nothing. Throws what the keychain and AsyncStorage throw. */
export const wipeDevice = async (userId: string): Promise<void> => {
  const name = nameOf(userId);
  await SecureStore.deleteItemAsync(`${name}.database`, KEPT);
  await SecureStore.deleteItemAsync(`${name}.storage`, KEPT);
  const all = await AsyncStorage.getAllKeys();
  await AsyncStorage.multiRemove(all.filter((one) => one.startsWith(`${name}/`)));
  await openRecords(userId).clear();
  clearDeviceFiles();
};

/** The keychain takes no more than letters, digits, dots and dashes. */
const nameOf = (userId: string): string => `sealed-stream.${Buffer.from(userId).toString('hex')}`;

const keyNamed = async (name: string, bytes: number): Promise<Buffer> => {
  const known = Buffer.from((await SecureStore.getItemAsync(name, KEPT)) ?? '', 'base64');
  if (known.length === bytes) return known;
  const made = Buffer.from(QuickCrypto.randomBytes(bytes));
  await SecureStore.setItemAsync(name, made.toString('base64'), KEPT);
  return made;
};

/** AES-256-GCM, bound to where it lies. */
const sealed = (key: Buffer, place: string, value: string): string => {
  const nonce = QuickCrypto.randomBytes(NONCE_BYTES);
  const cipher = QuickCrypto.createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = [cipher.update(value, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, ...body, cipher.getAuthTag()].map((part) => Buffer.from(part))).toString(
    'base64',
  );
};

/** Null also for what cannot be read: a phone that was restored from a backup goes on as a new device. */
const opened = (key: Buffer, place: string, value: string | null): string | null => {
  if (value === null) return null;
  const bytes = Buffer.from(value, 'base64');
  try {
    const decipher = QuickCrypto.createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const body = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(body.map((part) => Buffer.from(part))).toString('utf8');
  } catch {
    return null;
  }
};
