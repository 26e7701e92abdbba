import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { decryptFile, encryptFile } from '../../../client-example/secure-chat/src/files/file-encryption.ts';
import type { EncryptionSession, SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { sealdBytes } from '../../../client-example/secure-chat/src/seald/seald-bytes.ts';
import { withoutGreeting } from '../../../client-example/secure-chat/src/seald/without-greeting.ts';
import { openWorld, type World } from '../../conformance/seald-support.ts';
import { sourceOf } from '../../support/file-source.ts';
import { loadReactNativeSdk, POLYFILLED } from './react-native-sdk.ts';

const { ReadableStream } = globalThis;
/** What a phone has besides, as far as the SDK asks for it. */
const GLOBALS = {
  Uint8Array,
  fetch,
  Headers,
  Request,
  Response,
  FormData,
  Blob,
  URL,
  setInterval,
  clearInterval,
};

let world: World;
let sessionId: string;
let identity: Uint8Array;

beforeAll(async () => {
  world = await openWorld();
  const { client } = await world.signUp('T_ann');
  ({ sessionId } = await client.createEncryptionSession({ userIds: ['T_ann'] }));
  identity = await client.exportIdentity();
});
afterEach(() => void Object.assign(globalThis, { ReadableStream }));
afterAll(() => world.close());

const openOnPhone = async (globals: object) => {
  const make = loadReactNativeSdk({ ...POLYFILLED, ...GLOBALS, ...globals });
  const sdk = withoutGreeting(() => make({ appId: world.secrets.appId, apiURL: world.service.url }));
  sdk.setLogLevel('none');
  await sdk.initialize();
  const toSeald = (bytes: Uint8Array) => sealdBytes(sdk as unknown as SealdSdk, bytes);
  await sdk.importIdentity(toSeald(identity) as Buffer);
  const session = (await sdk.retrieveEncryptionSession({ sessionId })) as unknown as EncryptionSession;
  return { sdk, session, deps: { runInSlices: <T>(job: () => Promise<T>) => job(), sealdBytes: toSeald } };
};

it.each([
  ['in pieces where there are streams, as with Expo', { ReadableStream }, 512 * 1024],
  ['in one piece where there are none', {}, 1_100_000],
])('Seald’s React Native build encrypts and decrypts %s', async (_, globals, most) => {
  const { sdk, session, deps } = await openOnPhone(globals);
  if (!('ReadableStream' in globals)) Reflect.deleteProperty(globalThis, 'ReadableStream');
  const through = async (work: typeof encryptFile, bytes: Uint8Array) => {
    const pieces: Uint8Array[] = [];
    const into = { append: async (piece: Uint8Array) => void pieces.push(piece) };
    await work(deps, session, { from: sourceOf(bytes), into, signal: undefined });
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(most);
    return Buffer.concat(pieces);
  };
  const bytes = randomBytes(1_000_000);
  const encrypted = await through(encryptFile, bytes);
  expect(encrypted.subarray(0, 9).toString()).toBe('SEALD.IO_');
  expect((await through(decryptFile, encrypted)).equals(bytes)).toBe(true);
  await sdk.close();
});
