import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makeCryptoObject } from './crypto-objects.mjs';
import { createNetwork } from './network.mjs';

/**
 * A phone for tests: what outlives the app (files, keychain, AsyncStorage) and what the app's JavaScript asks of the native side. `emit(name, ...args)` gets what happens
 * by itself. `signInAs`: who the provider's page is filled in as. One at a time may run the app, so that a restart finds all that was kept.
 */
export const createPhone = ({ signInAs } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-phone-'));
  const keychain = new Map();
  const storage = new Map();
  const shared = [];
  /** How often each native object was made or asked, to see that it was. */
  const calls = {};
  let emit = () => {};
  const network = createNetwork({ emit: (...event) => emit(...event), pathOf: fileURLToPath });
  let objects = new Map();

  const made = (object) => {
    const { $promised = {}, ...rest } = object;
    const id = objects.size + 1;
    objects.set(id, object);
    const methods = Object.keys(rest).filter((method) => !method.startsWith('$'));
    return { $made: { id, methods, promised: Object.keys($promised) } };
  };
  const given = (value) => (value?.$hybrid ? objects.get(value.$hybrid) : value);

  const handlers = {
    uuid: () => randomUUID(),
    random: (size) => new Uint8Array(randomBytes(size)),
    digest: (algorithm, text, { encoding }) =>
      createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest(encoding),
    nothing: () => null,
    share: (uri) => void shared.push(uri),
    'nitro.make': (name) => made(makeCryptoObject(name, { made })).$made,
    'nitro.use': (id, method, args) => {
      const object = objects.get(id);
      return (object.$promised?.[method] ?? object[method])(...args.map(given));
    },
    'keychain.get': (key) => keychain.get(key) ?? null,
    'keychain.set': (value, key) => void keychain.set(key, value),
    'keychain.remove': (key) => void keychain.delete(key),
    'storage.get': (keys) => keys.map((key) => [key, storage.get(key) ?? null]),
    'storage.set': (pairs) => {
      for (const [key, value] of pairs) storage.set(key, value);
    },
    'storage.remove': (keys) => {
      for (const key of keys) storage.delete(key);
    },
    'storage.keys': () => [...storage.keys()],
    'storage.clear': () => storage.clear(),
    // As on Android: the browser comes up, and some time later the app is opened by its scheme.
    'browser.open': (url) => {
      void signInAs(url).then((back) => back && emit('device', 'url', { url: back }));
      return { type: 'opened' };
    },
    // As on iOS.
    'browser.session': async (url) => {
      const back = await signInAs(url);
      return back ? { type: 'success', url: back } : { type: 'cancel' };
    },
    ...files(folder),
    ...network.handlers,
  };

  return {
    folder,
    keychain,
    storage,
    /** Addresses of files that were handed to other apps. */
    shared,
    calls,
    /** What the app of before has begun is over: nothing of it reaches the next one. */
    start: (listener) => {
      emit = listener;
      objects = new Map();
    },
    stop: () => {
      emit = () => {};
      network.close();
    },
    /** The answer, or a promise of it. Throws for what this phone has not. */
    call: (name, args) => {
      const what = name === 'nitro.make' ? args[0] : name;
      calls[what] = (calls[what] ?? 0) + 1;
      const handler = handlers[name];
      if (!handler) throw new Error(`The test's phone does not know ${name}.`);
      return handler(...args);
    },
    throwAway: () => {
      network.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const files = (folder) => {
  const uriOf = (name) => {
    mkdirSync(join(folder, name), { recursive: true });
    return pathToFileURL(join(folder, name)).href;
  };
  const stat = (uri) => (existsSync(fileURLToPath(uri)) ? statSync(fileURLToPath(uri)) : null);
  return {
    'fs.folders': () => ({ document: uriOf('document'), cache: uriOf('cache') }),
    'fs.stat': (uri) => {
      const found = stat(uri);
      return found && { size: found.size };
    },
    'fs.type': () => 'application/octet-stream',
    'fs.create': (uri) => writeFileSync(fileURLToPath(uri), '', { flag: 'wx' }),
    'fs.mkdir': (uri, { intermediates, idempotent }) => {
      if (!idempotent && stat(uri)) throw new Error('it exists');
      mkdirSync(fileURLToPath(uri), { recursive: intermediates || idempotent });
    },
    'fs.delete': (uri) => rmSync(fileURLToPath(uri), { recursive: true }),
    'fs.list': (uri) =>
      readdirSync(fileURLToPath(uri), { withFileTypes: true }).map((entry) => ({
        isDirectory: entry.isDirectory(),
        uri: pathToFileURL(join(fileURLToPath(uri), entry.name)).href,
      })),
    'fs.read': (uri, start, length) => {
      const size = stat(uri)?.size ?? 0;
      const bytes = Buffer.alloc(Math.max(0, Math.min(length ?? size, size - start)));
      const file = openSync(fileURLToPath(uri), 'r');
      readSync(file, bytes, 0, bytes.length, start);
      closeSync(file);
      return new Uint8Array(bytes);
    },
    'fs.write': (uri, content) => writeFileSync(fileURLToPath(uri), content),
    'fs.append': (uri, bytes) => appendFileSync(fileURLToPath(uri), bytes),
    'fs.move': (from, to, { overwrite }) => {
      if (!overwrite && stat(to)) throw new Error('it exists');
      renameSync(fileURLToPath(from), fileURLToPath(to));
    },
    'fs.digest': async (uri, algorithm) => {
      const { readFile } = await import('node:fs/promises');
      return createHash(algorithm.replace('-', '').toLowerCase())
        .update(await readFile(fileURLToPath(uri)))
        .digest('hex');
    },
  };
};
