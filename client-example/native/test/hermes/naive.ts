import AsyncStorage from '@react-native-async-storage/async-storage';
import { createSealdSdk, createSecureChat } from '@sealed-stream/secure-chat';
import { chatPlaces, sealdPlaces } from '@sealed-stream/secure-chat/screens';
import { getRandomBytes } from 'expo-crypto';
import { loadConfig } from '../../src/config';

type Parts = {
  stack: string;
  accessToken: string;
  /** The core is given good random bytes: then only the SDK's own are left to be bad. */
  isCoreSafe: boolean;
};

/** An app that uses the core without a thought for where React Native has its random numbers from. */
const naiveApp = async ({ stack, accessToken, isCoreSafe }: Parts) => {
  const config = await loadConfig(stack);
  const makeSdk = createSealdSdk({
    ...sealdPlaces(config),
    database: { path: 'naive', rawKey: btoa('k'.repeat(64)) },
    keySize: 2048,
  });
  const chat = createSecureChat({
    ...chatPlaces(config),
    accessToken: async () => accessToken,
    storage: {
      get: (key) => AsyncStorage.getItem(key),
      set: (key, value) => AsyncStorage.setItem(key, value),
      remove: (key) => AsyncStorage.removeItem(key),
      clear: () => AsyncStorage.clear(),
    },
    createSealdSdk: makeSdk,
    platform: isCoreSafe ? { randomBytes: getRandomBytes } : {},
  });
  return { chat, makeSdk, config };
};

/** What a test may ask of it. */
export const commands = {
  begin: async (parts: Parts, phoneNumber: string) =>
    (await naiveApp(parts)).chat.onboarding.begin({ phoneNumber }),
  makeSdk: async (parts: Parts) => {
    const { makeSdk, config } = await naiveApp(parts);
    makeSdk(`${config.sealdIdPrefix}_naive`);
  },
};
