import type { SealdSdk } from '../../seald/sdk-types.ts';
import { createStore, type Store } from '../state/store.ts';

export type KeyMakingState = 'not-begun' | 'making' | 'made' | 'failed';

export type KeyMaking = {
  /** Begins to make the keys of a new identity in the background. A repeat changes nothing while keys are there. */
  start: (sdk: SealdSdk) => void;
  progress: Store<KeyMakingState>;
};

/** Makes RSA keys ahead of their use, while the person is typing, and says how far that is. Give `start` to the core as `preGenerateIdentityKeys`. */
export const createKeyMaking = (): KeyMaking => {
  const progress = createStore<KeyMakingState>('not-begun');
  const start = (sdk: SealdSdk) => {
    if (sdk.numberPreGeneratedIdentityKeys > 0) return;
    progress.set('making');
    sdk.preGenerateIdentityKeys(1);
    untilMade(sdk).then(
      () => progress.set('made'),
      () => progress.set('failed'),
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
