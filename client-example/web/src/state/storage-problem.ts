const TRIAL = 'sealed-stream-trial';
const TRIAL_LENGTH = 1024;

/** `refused`: the browser keeps nothing for this page. `full`: there is no room left, or a private window has none. */
export type StorageProblem = 'refused' | 'full';

type Browser = Pick<Window, 'localStorage' | 'sessionStorage'>;

/**
 * Why this browser cannot keep what the app needs to keep, or null when it can: found out before anybody signs in or a text message is sent. IndexedDB is not among
 * it: without that, keys are kept in localStorage, and unsent messages in memory.
 */
export const storageProblem = (browser: Browser): StorageProblem | null => {
  try {
    for (const name of ['localStorage', 'sessionStorage'] as const) {
      const memory = browser[name];
      memory.setItem(TRIAL, '-'.repeat(TRIAL_LENGTH));
      memory.removeItem(TRIAL);
    }
    return null;
  } catch (error) {
    return isFull(error) ? 'full' : 'refused';
  }
};

/** Firefox has a name of its own for it. */
const isFull = (error: unknown): boolean =>
  error instanceof DOMException && ['QuotaExceededError', 'NS_ERROR_DOM_QUOTA_REACHED'].includes(error.name);

/** `localStorage` where it can be had, else a memory that lasts as long as the page. */
export const memoryOf = (browser: Pick<Window, 'localStorage'>): Pick<Storage, 'getItem' | 'setItem'> => {
  const meanwhile = new Map<string, string>();
  const first = <Result>(work: (memory: Storage) => Result, otherwise: () => Result): Result => {
    try {
      return work(browser.localStorage);
    } catch {
      return otherwise();
    }
  };
  return {
    getItem: (key) =>
      first(
        (memory) => memory.getItem(key),
        () => null,
      ) ??
      meanwhile.get(key) ??
      null,
    setItem: (key, value) =>
      first(
        (memory) => memory.setItem(key, value),
        () => void meanwhile.set(key, value),
      ),
  };
};
