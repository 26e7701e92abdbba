import type { SealdSdk } from '@sealed-stream/secure-chat';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type KeyMakingState = 'not-begun' | 'making' | 'made' | 'failed';

export type KeyMaking = {
  /** Begins to make the keys of a new identity in the background. A repeat changes nothing while keys are there. */
  start: (sdk: SealdSdk) => void;
  progress: StoreApi<{ state: KeyMakingState }>;
};

/** Makes RSA keys ahead of their use, while the person is typing, and says how far that is. */
export const createKeyMaking = (): KeyMaking => {
  const progress = createStore<{ state: KeyMakingState }>(() => ({ state: 'not-begun' }));
  const start = (sdk: SealdSdk) => {
    if (sdk.numberPreGeneratedIdentityKeys > 0) return;
    progress.setState({ state: 'making' });
    sdk.preGenerateIdentityKeys(1);
    untilMade(sdk).then(
      () => progress.setState({ state: 'made' }),
      () => progress.setState({ state: 'failed' }),
    );
  };
  return { start, progress };
};

/** The SDK tells only through the key itself, which can be taken out and put back. */
const untilMade = async (sdk: SealdSdk): Promise<void> => {
  const key = sdk.pullPreGeneratedIdentityKeyFromPool();
  if (!key) return;
  sdk.pushPreGeneratedIdentityKeyToPool(key);
  await Promise.all([key.privateEncryptingKeyPromise, key.privateSigningKeyPromise]);
};
