import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCryptoObject } from './crypto-objects.ts';
import { createFiles } from './files.ts';
import type { NativeObject } from './native-object.ts';
import { createNetwork } from './network.ts';

type PhoneParts = {
  /** Fills in the provider's page, and answers the address at which the app is opened again; null when it was closed. */
  signInAs?: (url: string) => Promise<string | null>;
};
/** Gets what happens on the phone by itself. */
type Listener = (name: string, ...args: unknown[]) => void;
type Handlers = Record<string, (...args: never[]) => unknown>;

export type Phone = ReturnType<typeof createPhone>;

/**
 * A phone for tests: what outlives the app (files, keychain, AsyncStorage) and what the app's JavaScript asks of the native side. One at a time may run
 * the app, so that a restart finds all that was kept.
 */
export const createPhone = ({ signInAs = async () => null }: PhoneParts = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-phone-'));
  const keychain = new Map<string, string>();
  const storage = new Map<string, string>();
  const shared: string[] = [];
  const requests: string[] = [];
  const calls: Record<string, number> = {};
  let largestPiece = 0;
  let emit: Listener = () => {};
  const network = createNetwork({
    emit: (...event) => emit(...event),
    onRequest: (url) => requests.push(url),
    pathOf: fileURLToPath,
  });
  let objects = new Map<number, NativeObject>();

  const made = (object: NativeObject) => {
    const { $promised = {}, ...rest } = object;
    const id = objects.size + 1;
    objects.set(id, object);
    const methods = Object.keys(rest).filter((method) => !method.startsWith('$'));
    return { $made: { id, methods, promised: Object.keys($promised) } };
  };
  const given = (value: { $hybrid?: number } | null) => (value?.$hybrid ? objects.get(value.$hybrid) : value);
  const use = (id: number, method: string, args: never[]): unknown => {
    const object = objects.get(id);
    const called = (object?.$promised?.[method] ?? object?.[method]) as (...args: unknown[]) => unknown;
    return called(...args.map(given));
  };

  const handlers: Handlers = {
    uuid: () => randomUUID(),
    random: (size: number) => new Uint8Array(randomBytes(size)),
    digest: (algorithm: string, text: string, { encoding }: { encoding: 'hex' | 'base64' }) =>
      createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest(encoding),
    nothing: () => null,
    share: (uri: string) => void shared.push(uri),
    'nitro.make': (name: string) => made(makeCryptoObject(name, { made })).$made,
    'nitro.use': use,
    'keychain.get': (key: string) => keychain.get(key) ?? null,
    'keychain.set': (value: string, key: string) => void keychain.set(key, value),
    'keychain.remove': (key: string) => void keychain.delete(key),
    'storage.get': (keys: string[]) => keys.map((key) => [key, storage.get(key) ?? null]),
    'storage.set': (pairs: [string, string][]) => {
      for (const [key, value] of pairs) storage.set(key, value);
    },
    'storage.remove': (keys: string[]) => {
      for (const key of keys) storage.delete(key);
    },
    'storage.keys': () => [...storage.keys()],
    'storage.clear': () => storage.clear(),
    // As on Android: the browser comes up, and some time later the app is opened by its scheme.
    'browser.open': (url: string) => {
      void signInAs(url).then((back) => back && emit('device', 'url', { url: back }));
      return { type: 'opened' };
    },
    // As on iOS.
    'browser.session': async (url: string) => {
      const back = await signInAs(url);
      return back ? { type: 'success', url: back } : { type: 'cancel' };
    },
    ...createFiles(folder, (bytes) => {
      largestPiece = Math.max(largestPiece, bytes);
    }),
    ...network.handlers,
  };

  return {
    folder,
    keychain,
    storage,
    /** Addresses of files that were handed to other apps. */
    shared,
    /** Every address that the app has asked. */
    requests,
    /** How often each native object was made or asked, to see that it was. */
    calls,
    /** The most bytes that the app has asked of the file system at once. */
    largestPiece: () => largestPiece,
    /** What the app of before has begun is over: nothing of it reaches the next one. */
    start: (listener: Listener) => {
      emit = listener;
      objects = new Map();
    },
    stop: () => {
      emit = () => {};
      network.close();
    },
    /** The answer, or a promise of it. Throws for what this phone has not. */
    call: (name: string, args: unknown[]): unknown => {
      const what = name === 'nitro.make' ? String(args[0]) : name;
      calls[what] = (calls[what] ?? 0) + 1;
      const handler = handlers[name] as ((...args: unknown[]) => unknown) | undefined;
      if (!handler) throw new Error(`The test's phone does not know ${name}.`);
      return handler(...args);
    },
    throwAway: () => {
      network.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
