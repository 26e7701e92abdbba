import type {
  CreateSealdSdk,
  OnboardingState,
  SealdSdk,
  SecureChat,
  Windows,
} from '@sealed-stream/secure-chat';
import { createMessagingApi, type MessagingApi } from '@sealed-stream/secure-chat';
import {
  createKeyMaking,
  createOnboardingFlow,
  type KeyMaking,
  type OnboardingFlow,
} from '@sealed-stream/secure-chat/react';
import { chatPlaces, type StackConfig, sealdPlaces } from '@sealed-stream/secure-chat/screens';
import type { Account, Auth } from '../auth/auth.ts';
import type { Device } from './device.ts';
import { noteErasure } from './erasure.ts';
import { findSetUp } from './find-set-up.ts';
import { loadOnce } from './load-once.ts';
import { openRecords } from './records.ts';
import { watchSignIn } from './sign-in-watch.ts';
import { watchDevice } from './watch-device.ts';
import { openWindows } from './windows.ts';

/** All that the screens of one signed-in person work with. */
export type Client = {
  config: StackConfig;
  device: Device;
  /** The other windows of this person. */
  windows: Windows;
  /** For a window that leaves by itself: it does not have to be told by others any more. */
  stopWatching: () => void;
  /** Ready at once, without the SDKs. */
  api: MessagingApi;
  /** The headless core. Brings both SDKs, in chunks of their own, at the first call. */
  chat: () => Promise<SecureChat>;
  keys: KeyMaking;
  /** Where the person stands on the way to the chat. */
  setUp: OnboardingFlow;
  /** Leaves for the identity provider, to come back as the same person. Nothing on the device is touched. */
  signInAgain: () => void;
  /** Begins to load a part of the app that will soon be needed. */
  loadAhead: (part: 'onboarding' | 'chat') => void;
  /**
   * Begins the keys of somebody new while they still type. Makes them known to the backend first, because the SDK's
   * database has their name. Does nothing for those who have an identity already.
   */
  makeKeysAhead: () => Promise<void>;
};

export type ClientParts = {
  config: StackConfig;
  auth: Auth;
  device: Device;
  account: Account;
  loadAhead: Client['loadAhead'];
};

/** Nothing is called or loaded before the first method is. */
export const createClient = ({ config, auth, device, account, loadAhead }: ClientParts): Client => {
  const { accessToken, fetch } = watchSignIn(auth, config.api, window.fetch.bind(window));
  let opened: SecureChat | undefined;
  const waiting = new Set<(state: OnboardingState) => void>();
  const onErasurePending = (dueAt: string) => {
    noteErasure(dueAt);
    opened?.close().catch(() => {}); // it would go on asking for tokens
    opened = undefined;
  };
  const windows = openWindows(window, account.sub);
  const signedOut = Promise.withResolvers<void>();
  const api = createMessagingApi({ apiUrl: config.api, accessToken, fetch, onErasurePending });
  const keys = createKeyMaking();
  const sdkMaker = loadOnce(() => loadSealdSdk(config, device));
  const chat = loadOnce(async () => {
    const [{ makeSecureChat }, createSealdSdk] = await Promise.all([
      import('./secure-chat-chunk.ts'),
      sdkMaker(),
    ]);
    opened = makeSecureChat({
      ...chatPlaces(config),
      userName: account.name,
      accessToken,
      storage: device.storage,
      windows,
      records: openRecords(account.sub),
      createSealdSdk,
      platform: { fetch },
      preGenerateIdentityKeys: keys.start,
      isDeviceOnline: () => navigator.onLine,
      onErasurePending,
      onSignedOut: signedOut.resolve,
    });
    opened.onboarding.subscribe((state) => waiting.forEach((listener) => void listener(state)));
    return opened;
  });
  const setUp = createOnboardingFlow({
    resume: () => findSetUp({ api, chat, loadAhead }),
    begin: async (authFactor) => (await chat()).onboarding.begin(authFactor),
    finish: async (code) => {
      const next = await (await chat()).onboarding.finish(code);
      if (next.state === 'ready') askToKeep();
      return next;
    },
    subscribe: (listener) => {
      waiting.add(listener);
      return () => void waiting.delete(listener);
    },
  });
  const makeKeysAhead = async () => {
    const { sealdId, isEnrolled } = await api.signup();
    if (!isEnrolled) keys.start((await sdkMaker())(sealdId));
  };
  const stopWatching = watchDevice({
    userId: account.sub,
    device,
    windows,
    signedOut: signedOut.promise,
    endChat: () => opened?.isSignedIn(),
    isSetUp: () => setUp.get().step.name === 'ready',
    onErasurePending,
    forget: auth.forget,
  });
  const signInAgain = () => void auth.signIn(account.loginHint);
  return {
    config,
    device,
    windows,
    stopWatching,
    api,
    chat,
    keys,
    setUp,
    signInAgain,
    loadAhead,
    makeKeysAhead,
  };
};

/** From here on there is something to lose: browsers then do not clear it away by themselves when the disk fills up. Some ask the person. */
const askToKeep = (): void => {
  navigator.storage?.persist?.().catch(() => {});
};

/** One SDK instance per person: the keys made ahead must be in the instance the core uses. */
const loadSealdSdk = async (config: StackConfig, { database }: Device): Promise<CreateSealdSdk> => {
  const { makeSealdSdk } = await import('./seald-sdk-chunk.ts');
  const make = makeSealdSdk({
    ...sealdPlaces(config),
    database,
  });
  const made = new Map<string, SealdSdk>();
  return (sealdId) => {
    const sdk = made.get(sealdId) ?? make(sealdId);
    made.set(sealdId, sdk);
    return sdk;
  };
};
