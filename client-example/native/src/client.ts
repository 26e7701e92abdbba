import NetInfo from '@react-native-community/netinfo';
import { createSealdSdk, createSecureChat, type SecureChat } from '@sealed-stream/secure-chat';
import { chatPlaces, type StackConfig, sealdPlaces } from '@sealed-stream/secure-chat/screens';
import { File } from 'expo-file-system';
import type { SignIn } from './auth/sign-in';
import { sealdCryptography } from './device/cryptography';
import { openDevice } from './device/device';
import { newDeviceFile, type PhoneFile, readPart } from './device/device-file';
import { openRecords } from './device/records';

/** As long as the app lives. */
let isOnline = true;
NetInfo.addEventListener(({ isConnected }) => {
  isOnline = isConnected !== false;
});

export type ClientParts = {
  config: StackConfig;
  signIn: Pick<SignIn, 'account' | 'accessToken'>;
  onSignedOut?: () => void;
  /** Of RSA keys, in bits; 4096 unless told, 2048 is for tests. */
  keySize?: 2048 | 4096 | undefined;
};

/** The headless core on this phone, for one signed-in person. Nothing is called before its first method is. */
export const createClient = async ({
  config,
  signIn,
  onSignedOut,
  keySize,
}: ClientParts): Promise<SecureChat> => {
  const { account, accessToken } = signIn;
  const { storage, database } = await openDevice(account.sub);
  return createSecureChat({
    ...chatPlaces(config),
    userName: account.name,
    accessToken,
    storage,
    records: openRecords(account.sub),
    createSealdSdk: createSealdSdk({
      ...sealdPlaces(config),
      database,
      keySize,
      cryptography: sealdCryptography,
    }),
    isDeviceOnline: () => isOnline,
    onSignedOut,
    platform: {
      newFile: newDeviceFile,
      readFile: (file, start = 0, end = file.size) =>
        readPart(new File((file as unknown as PhoneFile).uri), start, end),
    },
  });
};
