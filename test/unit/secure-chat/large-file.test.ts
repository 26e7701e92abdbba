import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { downloadEncrypted } from '../../../client-example/secure-chat/src/files/download-file.ts';
import {
  type FileDeps,
  type NamedBlob,
  uploadEncrypted,
} from '../../../client-example/secure-chat/src/files/file-transfer.ts';
import type { SealedFile } from '../../../client-example/secure-chat/src/files/sealed-file.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { openWorld } from '../../conformance/seald-support.ts';
import { diskFiles } from '../../support/disk-files.ts';
import { newPlace } from '../../support/file-addresses.ts';

const MB = 1024 * 1024;
const SIZE = 50 * MB;
/** What may be on its way at a time: some pieces here, some in the SDK, some in the file system. */
const ON_THE_WAY = 10 * MB;

let world: Awaited<ReturnType<typeof openWorld>>;
let session: EncryptionSession;
const stream = mkdtempSync(join(tmpdir(), 'stream-files-'));

beforeAll(async () => {
  world = await openWorld();
  const { client } = await world.signUp('T_ann', { keySize: 1024 });
  session = await client.createEncryptionSession({ userIds: ['T_ann'] });
});
afterAll(async () => {
  rmSync(stream, { recursive: true });
  await world.close();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are in memory now. */
const inMemory = (): number => {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
};

/** A device that looks at the memory as it writes and reads, each few megabytes. */
const measuring = () => {
  const before = inMemory();
  let most = 0;
  let unseen = 0;
  const files = diskFiles((_, bytes) => {
    unseen += bytes;
    if (unseen < 4 * MB) return;
    unseen = 0;
    most = Math.max(most, inMemory() - before);
  });
  return { ...files, most: () => most };
};

const byteAt = (at: number): number => (at * 31 + (at >> 16)) & 0xff;

const bytesOf = (start: number, end: number): Uint8Array => {
  const bytes = new Uint8Array(end - start);
  for (let at = start; at < end; at++) bytes[at - start] = byteAt(at);
  return bytes;
};

/** A file that was picked. */
const picked = (): NamedBlob =>
  ({
    name: 'film.mp4',
    type: 'video/mp4',
    size: SIZE,
    slice: (start: number, end: number) => ({ arrayBuffer: async () => bytesOf(start, end).buffer }),
  }) as unknown as NamedBlob;

const ADDRESS = newPlace();
const STORED = join(stream, 'stored');

/** Stream, which keeps one file on its disk. */
const channel = {
  cid: 'messaging:one',
  _channelURL: () => 'https://stream.test/channels/messaging/one',
  getClient: () => ({
    doAxiosRequest: async (_method: string, _url: string, form: FormData) => {
      const kept = await open(STORED, 'w');
      for await (const piece of (form.get('file') as File).stream()) await kept.write(piece);
      await kept.close();
      return { file: ADDRESS };
    },
  }),
};

const depsOf = (files: ReturnType<typeof diskFiles>) =>
  ({
    ...createPlatform({
      newFile: files.newFile,
      fetch: async () => new Response(Readable.toWeb(createReadStream(STORED)) as ReadableStream<Uint8Array>),
    }),
    channel,
    encryption: { sessionToSend: async () => session, maySend: () => true },
    findSession: async () => session,
    runInSlices: createSlices(),
    fileHosts: [new URL(ADDRESS).origin],
  }) as unknown as FileDeps;

let sent: SealedFile;

it('a large file is encrypted and uploaded with a few pieces of it in memory', async () => {
  const files = measuring();
  sent = (await uploadEncrypted(depsOf(files), picked())).sealed;
  expect(sent.size).toBe(SIZE);
  expect(files.made()).toBe(1);
  expect(files.left()).toEqual([]);
  expect(files.largest()).toBeLessThanOrEqual(MB);
  expect(files.most()).toBeLessThan(ON_THE_WAY);
  files.close();
}, 60_000);

it('and is fetched and decrypted with no more than itself in memory, which the SDK has', async () => {
  const files = measuring();
  const blob = await downloadEncrypted(depsOf(files), sent);
  expect([blob.size, blob.type]).toEqual([SIZE, 'video/mp4']);
  expect(files.made()).toBe(2);
  expect(files.left()).toHaveLength(1); // that of the blob
  expect(files.largest()).toBeLessThanOrEqual(MB);
  expect(files.most()).toBeLessThan(SIZE + ON_THE_WAY);
  let at = 0;
  for await (const piece of blob.stream()) {
    if (Buffer.compare(piece, bytesOf(at, at + piece.length)) !== 0)
      throw new Error(`other bytes from ${at} on`);
    at += piece.length;
  }
  expect(at).toBe(SIZE);
  files.close();
}, 60_000);
