import { randomInt } from 'node:crypto';
import { createSecureChat } from '../../client-example/secure-chat/src/create-secure-chat.ts';
import {
  type DeviceStorage,
  memoryStorage,
} from '../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { createSealdSdk, type SealdSdkConfig } from '../../client-example/secure-chat/src/seald/seald-sdk.ts';
import type { SecureChat, SecureChatConfig } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { StackUrls } from '../stack/stack-urls.ts';

/** What a device keeps between two starts of the app. */
export type DeviceOptions = {
  storage?: DeviceStorage;
  database?: SealdSdkConfig['database'];
  keySize?: SealdSdkConfig['keySize'];
  /** Addresses other than the stack's own, for a device behind a proxy. */
  urls?: Partial<Pick<StackUrls, 'api' | 'seald' | 'ssks'>>;
  config?: Partial<SecureChatConfig>;
  /** Hands over the device's Seald SDK: with that, everything that its keys open can be tried. */
  onSdk?: (sdk: SealdSdk) => void;
};

/** What a registration leaves somebody with. */
export type RegisteredPerson = {
  name: string;
  /** Chat user id. */
  userId: string;
  phoneNumber: string;
  accessToken: string;
};

export type Person = RegisteredPerson & {
  /** A device of this person, with the whole client core on it. */
  newDevice: (options?: DeviceOptions) => SecureChat;
  /** The last code sent to this person's phone. Throws when none was sent. */
  lastCode: () => Promise<string>;
  /** All codes sent to this person's phone, the newest last. */
  codes: () => Promise<string[]>;
};

/** Registers somebody at the stack's identity provider, with a phone number of their own. */
export const registerPerson = async (stack: StackUrls, name: string): Promise<Person> => {
  const known = await register(stack.issuer, name);
  return personOn(stack, { name, ...known, phoneNumber: randomPhoneNumber() });
};

/** Somebody registered before, on a stack. */
export const personOn = (stack: StackUrls, person: RegisteredPerson): Person => ({
  ...person,
  newDevice: (options = {}) => newDevice(stack, person.accessToken, options),
  lastCode: () => lastCode(stack.inbox, person.phoneNumber),
  codes: () => codesTo(stack.inbox, person.phoneNumber),
});

/** Takes a device from nothing to ready, as its owner would: asks for the code, reads it, enters it. */
export const setUp = async (person: Person, device: SecureChat): Promise<void> => {
  const { state } = await device.onboarding.begin({ phoneNumber: person.phoneNumber });
  if (state === 'code-sent') await device.onboarding.finish(await person.lastCode());
};

const newDevice = (stack: StackUrls, accessToken: string, options: DeviceOptions): SecureChat => {
  const { api, seald, ssks } = { ...stack, ...options.urls };
  const { database, keySize, onSdk } = options;
  const make = createSealdSdk({ appId: stack.sealdAppId, apiUrl: seald, ssksUrl: ssks, database, keySize });
  return createSecureChat({
    apiUrl: api,
    streamApiKey: stack.streamApiKey,
    streamUrl: stack.stream,
    sealdIdPrefix: stack.sealdIdPrefix,
    encryptedChannelTypes: stack.encryptedChannelTypes,
    fileHosts: stack.fileHosts,
    accessToken: async () => accessToken,
    storage: options.storage ?? memoryStorage(),
    createSealdSdk: (sealdId) => {
      const sdk = make(sealdId);
      onSdk?.(sdk);
      return sdk;
    },
    ...options.config,
  });
};

const register = async (issuer: string, name: string) => {
  const response = await fetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (!response.ok) throw new Error(`The identity provider answered HTTP ${response.status} to /register.`);
  return (await response.json()) as { userId: string; accessToken: string };
};

const lastCode = async (inbox: string, phoneNumber: string): Promise<string> => {
  const last = (await codesTo(inbox, phoneNumber)).at(-1);
  if (last === undefined) throw new Error('No code was sent to this phone number.');
  return last;
};

const codesTo = async (inbox: string, phoneNumber: string): Promise<string[]> => {
  const response = await fetch(`${inbox}?to=${encodeURIComponent(phoneNumber)}`);
  return ((await response.json()) as { code: string }[]).map(({ code }) => code);
};

/** A Belgian mobile number; the range is large enough for two demos not to meet. */
const randomPhoneNumber = (): string => `+3247${randomInt(0, 10_000_000).toString().padStart(7, '0')}`;
