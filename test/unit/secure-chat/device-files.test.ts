import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SealedFile } from '../../../client-example/secure-chat/src/files/sealed-file.ts';
import { type ReadFile, readBlob } from '../../../client-example/secure-chat/src/platform/file-bytes.ts';
import { type Doing, diskFiles } from '../../support/disk-files.ts';
import { newPlace } from '../../support/file-addresses.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
let atAnn: EncryptedChannel;
let files: ReturnType<typeof diskFiles>;
/** What happens before the device does something. */
let before: (doing: Doing) => void;

beforeAll(async () => {
  ends = await openTwoEnds();
  [atAnn] = await ends.openPair();
});
afterAll(() => ends.close());
beforeEach(() => {
  before = () => {};
  files = diskFiles((doing) => before(doing));
});
afterEach(() => {
  ends.stage.service.faults.reset();
  files.close();
});

const BYTES = randomBytes(300_000);
const idOf = ({ cid }: EncryptedChannel) => cid.split(':')[1] ?? '';
const file = () => new File([BYTES], 'noise.bin');

type Over = Parameters<TwoEnds['open']>[2];

/** Ann's channel on a device that writes its files to a disk. */
const openPhone = (over: Over = {}) => ends.open(ends.ann, idOf(atAnn), { newFile: files.newFile, ...over });

/** Lets the device do something so many times, and then something else. */
const afterSome = (doing: Doing, times: number, what: () => void) => {
  let count = 0;
  before = (now) => {
    if (now === doing && ++count > times) what();
  };
};

const full = () => {
  throw new Error('ENOSPC: no space left on device');
};

/** An answer as React Native's `fetch` gives it. */
const withoutBody: typeof fetch = async (...asked) => {
  const response = await fetch(...asked);
  return { ok: response.ok, status: response.status, blob: () => response.blob() } as Response;
};

const inOnePiece: typeof fetch = async (...asked) => {
  const bytes = new Uint8Array(await (await fetch(...asked)).arrayBuffer());
  return new Response(
    new Blob([]).stream().pipeThrough(new TransformStream({ flush: (to) => to.enqueue(bytes) })),
  );
};

describe('a device that writes its files to a disk', () => {
  it('sends and shows them, and keeps only what it shows', async () => {
    const phone = await openPhone();
    const sent = await phone.uploadFile(file());
    expect([files.made(), files.left()]).toEqual([1, []]);
    const blob = await phone.downloadFile(sent);
    expect(files.left()).toHaveLength(1);
    expect(Buffer.from(await blob.arrayBuffer()).equals(BYTES)).toBe(true);
  });

  it('hands over bytes until whoever has opened a file removes it', async () => {
    const phone = await openPhone();
    const opened = await phone.openFile(await atAnn.uploadFile(file()));
    expect(Buffer.from(await opened.read(100, 200)).equals(BYTES.subarray(100, 200))).toBe(true);
    expect([opened.size, files.left().length]).toEqual([BYTES.length, 1]);
    await opened.remove();
    expect(files.left()).toEqual([]);
  });

  it.each([
    ['in a stream', fetch],
    ['in a stream of one piece', inOnePiece],
    ['without a stream', withoutBody],
  ])('gets what is fetched %s in pieces of 1 MB at most', async (_, fetch) => {
    const bytes = randomBytes(2_500_000);
    const sent = await atAnn.uploadFile(new File([bytes], 'noise.bin'));
    let mostRead = 0;
    const readFile: ReadFile = (blob, start = 0, end = blob.size) => {
      mostRead = Math.max(mostRead, end - start);
      return readBlob(blob, start, end);
    };
    const phone = await openPhone({ fetch, readFile });
    const blob = await phone.downloadFile(sent);
    expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Math.max(files.largest(), mostRead)).toBeLessThanOrEqual(1024 * 1024);
  });
});

describe('nothing is left on the device of an upload that', () => {
  const expectNothing = async (work: Promise<unknown>, error: object) => {
    await expect(work).rejects.toMatchObject(error);
    expect(files.made()).toBeGreaterThan(0);
    expect(files.left()).toEqual([]);
  };

  it('Stream refuses', async () => {
    ends.stage.service.faults.set({ requests: [{ path: '/file', status: 400 }] });
    await expectNothing((await openPhone()).uploadFile(file()), { status: 400 });
  });

  it.each([
    ['encrypted', 'append'],
    ['hashed', 'sha256'],
    ['put in a form', 'toForm'],
  ] as const)('is called off while it is %s', async (_, doing) => {
    const person = new AbortController();
    afterSome(doing, doing === 'append' ? 2 : 0, () => person.abort(new Error('enough')));
    await expectNothing((await openPhone()).uploadFile(file(), { signal: person.signal }), {
      message: 'enough',
    });
  });

  it('is called off on its way', async () => {
    const person = new AbortController();
    const onProgress = () => person.abort(new Error('enough'));
    const uploading = (await openPhone()).uploadFile(file(), { signal: person.signal, onProgress });
    await expectNothing(uploading, { message: 'enough' });
  });

  it.each(['new', 'append', 'sha256', 'read', 'toForm'] as const)(
    'the device cannot do: %s',
    async (doing) => {
      afterSome(doing, 0, full);
      await expectNothing((await openPhone()).uploadFile(file()), { code: 'FILES_UNSUPPORTED' });
    },
  );

  it('cannot be read to its end, and nothing of it is sent', async () => {
    const changed = file();
    const slice = changed.slice.bind(changed);
    changed.slice = (start = 0, end) => {
      const piece = slice(start, end);
      if (start > 0) piece.arrayBuffer = () => Promise.reject(new Error('NotReadableError'));
      return piece;
    };
    await expectNothing((await openPhone()).uploadFile(changed), { code: 'FILE_GONE' });
  });

  it('has become shorter since it was picked', async () => {
    const shorter = file();
    const slice = shorter.slice.bind(shorter);
    shorter.slice = (start, end) => slice(start, Math.min(end ?? 0, 100_000));
    await expectNothing((await openPhone()).uploadFile(shorter), { code: 'FILE_GONE' });
  });
});

describe('nothing is left on the device of a download that', () => {
  let sent: SealedFile;
  beforeAll(async () => {
    sent = await atAnn.uploadFile(file());
  });
  const expectNothing = async (
    { over = {}, of = sent, signal }: { over?: Over; of?: SealedFile; signal?: AbortSignal },
    error: object,
  ) => {
    const phone = await openPhone(over);
    await expect(phone.downloadFile(of, signal)).rejects.toMatchObject(error);
    expect(files.made()).toBeGreaterThan(0);
    expect(files.left()).toEqual([]);
  };

  it('has other bytes than were sent', async () => {
    const other = await atAnn.uploadFile(file());
    await expectNothing({ of: { ...sent, url: other.url } }, { code: 'FILE_UNREADABLE' });
  });

  it('has more of them than the message says', async () => {
    await expectNothing({ of: { ...sent, size: 1 } }, { code: 'FILE_UNREADABLE' });
  });

  it('has fewer of them, once decrypted', async () => {
    await expectNothing({ of: { ...sent, size: sent.size + 1 } }, { code: 'FILE_UNREADABLE' });
    expect(files.made()).toBe(2);
  });

  it('lies elsewhere', async () => {
    await expectNothing({ of: { ...sent, url: newPlace() } }, { code: 'FILE_NOT_ALLOWED' });
  });

  it('breaks off', async () => {
    const breaking: typeof fetch = async (...asked) => {
      const { body } = await fetch(...asked);
      let pieces = 0;
      const breakOff = new TransformStream<Uint8Array, Uint8Array>({
        transform: (piece, controller) =>
          ++pieces > 1 ? controller.error(new Error('reset')) : controller.enqueue(piece),
      });
      return new Response(body?.pipeThrough(breakOff));
    };
    await expectNothing({ over: { fetch: breaking } }, { code: 'FILE_UNAVAILABLE' });
  });

  it('is encrypted with a session that is not to be had here', async () => {
    const [elsewhere] = await ends.openPair();
    await expectNothing({ of: await elsewhere.uploadFile(file()) }, { code: 'FILE_UNREADABLE' });
  });

  it.each([
    ['fetched', 1],
    ['decrypted', 2],
  ] as const)('is called off while it is %s', async (_, nth) => {
    const person = new AbortController();
    before = (doing) => {
      if (doing === 'append' && files.made() === nth) person.abort(new Error('enough'));
    };
    await expectNothing({ signal: person.signal }, { message: 'enough' });
  });

  it.each(['new', 'append', 'sha256', 'read', 'toBlob'] as const)(
    'the device cannot do: %s',
    async (doing) => {
      afterSome(doing, doing === 'read' ? 2 : 0, full);
      await expectNothing({}, { code: 'FILES_UNSUPPORTED' });
    },
  );
});

describe('nothing is left on the device of a file that is sent', () => {
  const expectSent = async (phone: EncryptedChannel, attachment: SealedFile, made: number) => {
    const { message } = await phone.sendMessage({ text: 'look', attachments: [attachment] });
    expect([files.made(), files.left()]).toEqual([made, []]);
    const atBen = await ends.open(ends.ben, idOf(phone));
    const read = await atBen.read(message);
    const [shown] = read.kind === 'message' ? read.attachments : [];
    if (!shown) throw new Error('no attachment');
    const blob = await atBen.downloadFile(shown);
    expect(Buffer.from(await blob.arrayBuffer()).equals(BYTES)).toBe(true);
  };

  it('as it is encrypted', async () => {
    await expectSent(await openPhone(), await atAnn.uploadFile(file()), 1);
  });

  it('in another session than it was uploaded in', async () => {
    const sent = await atAnn.uploadFile(file());
    const phone = await openPhone();
    await phone.renewEncryption();
    await expectSent(phone, sent, 3);
  });

  it('in another channel', async () => {
    const sent = await atAnn.uploadFile(file());
    const here = await openPhone();
    const [other] = await ends.openPair();
    const { newFile } = files;
    await expectSent(
      await ends.open(ends.ann, idOf(other), { newFile, fileElsewhere: here.openFile }),
      sent,
      3,
    );
  });

  it('once there is a connection again', async () => {
    const phone = await openPhone();
    const connection = ends.ann.stream.wsConnection;
    if (!connection) throw new Error('not connected');
    connection.isHealthy = false;
    const kept = await phone.uploadFile(file());
    connection.isHealthy = true;
    expect(kept.keptAs).toBeDefined();
    const blob = await phone.downloadFile(kept);
    expect(Buffer.from(await blob.arrayBuffer()).equals(BYTES)).toBe(true);
    const [shown = ''] = files.left();
    rmSync(shown);
    await expectSent(phone, kept, 2);
  });
});
