import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { inEnvelope, type SealedFile } from '../../../client-example/secure-chat/src/files/sealed-file.ts';
import type { Timer } from '../../../client-example/secure-chat/src/platform/timer.ts';
import { listen } from '../../../local/platform/serve.ts';
import { THUMBNAIL_MAX_LENGTH } from '../../../shared/contract/envelope.ts';
import { unsigned } from '../../../shared/contract/visible-file.ts';
import { newPlace } from '../../support/file-addresses.ts';
import { ciphertext } from '../../support/stored-channels.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
let atAnn: EncryptedChannel;
let atBen: EncryptedChannel;

beforeAll(async () => {
  ends = await openTwoEnds();
  [atAnn, atBen] = await ends.openPair();
});
afterAll(() => ends.close());

const SECRET = 'the bytes of a payslip ';
const file = (name = 'payslip märz.png', type = 'image/png') =>
  new File([SECRET.repeat(1000)], name, { type });
const thumbnail = 'data:image/png;base64,iVBORw0KGgo=';

const idOf = ({ cid }: EncryptedChannel) => cid.split(':')[1] ?? '';

/** An answer as React Native's `fetch` gives it. */
const fetchWithoutBodies = async (...asked: Parameters<typeof fetch>) => {
  const response = await fetch(...asked);
  return { ok: response.ok, status: response.status, blob: () => response.blob() } as Response;
};

describe('a file', () => {
  it('goes round: from one member, through Stream, to the other', async () => {
    const percents: number[] = [];
    const onProgress = (percent: number) => void percents.push(percent);
    const sent = await atAnn.uploadFile(file(), { thumbnail, onProgress });
    const { message } = await atAnn.sendMessage({ text: 'look', attachments: [sent] });
    const read = await atBen.read(message);
    expect(read).toMatchObject({ kind: 'message', text: 'look', attachments: [inEnvelope(sent)] });
    if (read.kind !== 'message' || !read.attachments[0]) throw new Error('no attachment');
    const [attachment] = read.attachments;
    expect(attachment).toMatchObject({
      name: 'payslip märz.png',
      mimeType: 'image/png',
      size: 23_000,
      thumbnail,
    });
    const blob = await atBen.downloadFile(attachment);
    expect(await blob.text()).toBe(SECRET.repeat(1000));
    expect(blob.type).toBe('image/png');
    expect(percents.at(-1)).toBe(100);
  });

  it('keeps the end of a name that is too long, and tears no character', async () => {
    const { name } = await atAnn.uploadFile(new File(['x'], `${'\u{1F600}'.repeat(140)}.jpg`));
    expect(name).toBe(`${'\u{1F600}'.repeat(125)}.jpg`);
  });

  it.each([1, 64 * 1024, 64 * 1024 + 1, 1_000_000])('of %i bytes comes back as it was', async (size) => {
    const bytes = randomBytes(size);
    const blob = await atBen.downloadFile(await atAnn.uploadFile(new File([bytes], 'noise')));
    expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('goes round where there are no streams, and one with streams reads it', async () => {
    const bytes = randomBytes(200_000);
    const phone = await ends.open(ends.ann, idOf(atAnn), { fetch: fetchWithoutBodies });
    const { ReadableStream } = globalThis;
    Reflect.deleteProperty(globalThis, 'ReadableStream');
    let sent: SealedFile;
    let back: Blob;
    try {
      sent = await phone.uploadFile(new File([bytes], 'noise'));
      back = await phone.downloadFile(sent);
    } finally {
      Object.assign(globalThis, { ReadableStream });
    }
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
    const read = await (await atBen.downloadFile(sent)).arrayBuffer();
    expect(Buffer.from(read).equals(bytes)).toBe(true);
  });

  it('is opaque to Stream: bytes, name and type', async () => {
    const { url = '' } = await atAnn.uploadFile(file());
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toContain('application/octet-stream');
    expect(new URL(url).pathname).toMatch(/\/[0-9a-f-]{36}\.[0-9a-f-]{36}\.bin$/);
    const stored = Buffer.from(await response.arrayBuffer()).toString('latin1');
    expect(stored).toMatch(/^SEALD\.IO_/);
    expect(stored).not.toContain(SECRET);
    expect(stored).not.toContain('payslip');
  });

  it('is not taken for another one, nor when damaged', async () => {
    const one = await atAnn.uploadFile(file());
    const other = await atAnn.uploadFile(file());
    const damaged = { name: 'FILE_UNREADABLE' };
    await expect(atBen.downloadFile({ ...one, url: other.url })).rejects.toMatchObject({
      code: damaged.name,
    });
    await expect(atBen.downloadFile({ ...one, sha256: other.sha256 })).rejects.toMatchObject({
      code: damaged.name,
    });
    await expect(atBen.downloadFile({ ...one, size: 1 })).rejects.toMatchObject({ code: damaged.name });
  });

  it('that is gone, or cannot be reached, says so', async () => {
    const one = await atAnn.uploadFile(file());
    await atAnn.stream.deleteFile(one.url ?? '');
    await expect(atBen.downloadFile(one)).rejects.toMatchObject({ code: 'FILE_GONE' });
    const away = await ends.open(ends.ann, idOf(atAnn), {
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    await expect(away.downloadFile(one)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });

  it.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'application/pdf', ''])(
    'of type %p comes back as plain bytes, so that no browser runs it',
    async (type) => {
      const blob = await atBen.downloadFile(await atAnn.uploadFile(file('page', type)));
      expect(blob.type).toBe('application/octet-stream');
    },
  );

  it('can be called off, before and during', async () => {
    const before = AbortSignal.abort(new Error('changed my mind'));
    await expect(atAnn.uploadFile(file(), { signal: before })).rejects.toThrow('changed my mind');
    const during = new AbortController();
    const uploading = atAnn.uploadFile(file(), {
      signal: during.signal,
      onProgress: () => during.abort(new Error('stop')),
    });
    await expect(uploading).rejects.toThrow('stop');
    const one = await atAnn.uploadFile(file());
    await expect(atBen.downloadFile(one, before)).rejects.toThrow('changed my mind');
  });

  it.each(['up', 'down'])('has another minute with each piece on its way %s', async (way) => {
    let minutes = 0;
    const timer: Timer = () => {
      minutes++;
      return () => {};
    };
    const watched = await ends.open(ends.ann, idOf(atAnn), { timer });
    const sent = way === 'down' ? await atAnn.uploadFile(file()) : null;
    minutes = 0;
    await (sent ? watched.downloadFile(sent) : watched.uploadFile(file()));
    expect(minutes).toBeGreaterThan(1);
  });

  it('with nothing in it is refused', async () => {
    await expect(atAnn.uploadFile(new File([], 'empty.txt'))).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  });

  it('too large for Stream is refused before it is encrypted', async () => {
    const large = Object.assign(new Blob([]), { name: 'film.mp4' });
    Object.defineProperty(large, 'size', { value: 100 * 1024 * 1024 });
    await expect(atAnn.uploadFile(large)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
});

describe('a file whose address has expired', () => {
  const daysPass = (days: number) => ends.stage.service.faults.set({ advanceMs: days * 24 * 60 * 60 * 1000 });
  const isFetchable = async (url = '') => (await fetch(url)).ok;
  /** What Ben's device has read of a message of Ann's with so many files. */
  const readByBen = async (count = 1, over: Parameters<TwoEnds['open']>[2] = {}) => {
    const ben = await ends.open(ends.ben, idOf(atAnn), over);
    const sent: SealedFile[] = [];
    for (let at = 0; at < count; at++) sent.push(await atAnn.uploadFile(file(`${at}.txt`, 'text/plain')));
    const { message } = await atAnn.sendMessage({ text: 'look', attachments: sent });
    const read = await ben.read(message);
    if (read.kind !== 'message') throw new Error(JSON.stringify(read));
    return { ben, message, read, files: read.attachments };
  };
  const asked = () => {
    const paths: string[] = [];
    const { request } = ends.ben.stream.axiosInstance.interceptors;
    const handle = request.use((config) => {
      paths.push(`${config.method} ${new URL(config.url ?? '').pathname}`);
      return config;
    });
    return { paths, stop: () => request.eject(handle) };
  };

  it('is fetched all the same: its message is asked for once for all of its files', async () => {
    const { ben, files, message } = await readByBen(3);
    daysPass(15);
    expect(await isFetchable(files[0]?.url)).toBe(false);
    const watching = asked();
    const blobs = await Promise.all(files.map((one) => ben.downloadFile(one)));
    watching.stop();
    for (const blob of blobs) expect(await blob.text()).toBe(SECRET.repeat(1000));
    expect(watching.paths.filter((path) => path.includes('/messages/'))).toEqual([
      `get /messages/${message.id}`,
    ]);
  });

  it('can be called off while its message is asked for, however long Stream takes over that', async () => {
    const { ben, files } = await readByBen();
    daysPass(15);
    const { promise: answering, resolve: answer } = Promise.withResolvers<void>();
    const { promise: asking, resolve: noteAsking } = Promise.withResolvers<void>();
    const { request } = ends.ben.stream.axiosInstance.interceptors;
    const handle = request.use(async (config) => {
      noteAsking();
      await answering;
      return config;
    });
    const giveUp = new AbortController();
    const downloads = files.map((one) => ben.downloadFile(one, giveUp.signal));
    await asking;
    giveUp.abort(new Error('enough'));
    for (const download of downloads) await expect(download).rejects.toThrow('enough');
    request.eject(handle);
    answer();
  });

  it('is fetched where a page cannot see the refusal, and it looks as if there were no network', async () => {
    const blind: typeof fetch = async (...given) => {
      const response = await fetch(...given);
      if (!response.ok) throw new TypeError('Failed to fetch');
      return response;
    };
    const { ben, files } = await readByBen(1, { fetch: blind });
    daysPass(15);
    for (const one of files) expect((await ben.downloadFile(one)).size).toBe(23_000);
  });

  it('has a new one as soon as its message is read again, as the same content otherwise', async () => {
    const { ben, message, read } = await readByBen();
    daysPass(15);
    const { message: again } = await ends.ben.stream.getMessage(message.id);
    const renewed = ben.peek(again);
    if (renewed?.kind !== 'message') throw new Error('not read');
    expect(renewed.attachments.map(inEnvelope)).toEqual(read.attachments.map(inEnvelope));
    expect(await isFetchable(renewed.attachments[0]?.url)).toBe(true);
    expect(ben.peek(again)).toBe(renewed); // a screen that asks at each turn has nothing to draw
  });

  it('stays in an edited message, and can be passed on', async () => {
    const { ben, files, message } = await readByBen();
    daysPass(15);
    const { message: edited } = await atAnn.editMessage({ id: message.id, text: 'edited' });
    const passedOn = await ben.sendMessage({ text: 'see', attachments: files });
    daysPass(15);
    for (const [channel, shown] of [
      [ben, edited],
      [atAnn, passedOn.message],
    ] as const) {
      const read = await channel.read(shown);
      const [one] = read.kind === 'message' ? read.attachments : [];
      if (!one) throw new Error('no file');
      expect((await channel.downloadFile(one)).size).toBe(23_000);
    }
  });

  it('is among the ten of a message, whose addresses together are too long for Stream when signed', async () => {
    const { ben, files, message } = await readByBen(10);
    expect(message.attachments?.map(({ asset_url }) => asset_url)).toEqual(
      files.map(({ url }) => unsigned(url ?? '')),
    );
    for (const one of files) expect((await ben.downloadFile(one)).size).toBe(23_000);
    const one = files.concat(files.slice(0, 1));
    await expect(atAnn.sendMessage({ text: 'eleven', attachments: one })).rejects.toMatchObject({
      code: 'TOO_MANY_FILES',
    });
  });

  it('is found by its message where what was read of that did not show it', async () => {
    const { ben, message, files } = await readByBen();
    const read = await ben.read({ ...message, attachments: [] });
    const [one] = read.kind === 'message' ? read.attachments : [];
    if (!one) throw new Error('no file');
    expect([one.sha256, one.url]).toEqual([files[0]?.sha256, undefined]);
    expect((await ben.downloadFile(one)).size).toBe(23_000);
  });

  it.each([
    ['is deleted', (url = '') => atAnn.stream.deleteFile(url)],
    [
      'was in a message that is deleted',
      (_: string | undefined, id: string) => ends.stage.server.deleteMessage(id, true),
    ],
    [
      'is in its message no more',
      (_: string | undefined, id: string) => atAnn.editMessage({ id, attachments: [] }),
    ],
  ])('and that %s, is said to be gone', async (_, happen) => {
    const { ben, files, message } = await readByBen();
    const [one] = files;
    if (!one) throw new Error('no file');
    daysPass(15);
    await happen(one.url, message.id);
    await expect(ben.downloadFile(one)).rejects.toMatchObject({ code: 'FILE_GONE' });
  });

  it.each([
    [
      'asked for',
      async () => void ends.stage.service.faults.set({ requests: [{ path: '/messages/', status: 500 }] }),
    ],
    [
      'read',
      (id: string) =>
        ends.stage.server.partialUpdateMessage(id, { set: { text: ciphertext(randomUUID()) } }, 'ann'),
    ],
  ])('and whose message cannot be %s, is not said to be gone', async (_, happen) => {
    const { ben, files, message } = await readByBen();
    daysPass(15);
    await happen(message.id);
    for (const one of files)
      await expect(ben.downloadFile(one)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });
});

describe('what a member says of a file', () => {
  /** A server that answers without end. */
  const openEndless = () =>
    listen(
      createServer((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(1 << 16)));
        };
        response.on('drain', more);
        more();
      }),
      0,
    );

  it('cannot make a device take more than that', async () => {
    const endless = await openEndless();
    let taken = 0;
    const counting: typeof fetch = async (...call) => {
      const response = await fetch(...call);
      const count = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          taken += chunk.length;
          controller.enqueue(chunk);
        },
      });
      return new Response(response.body?.pipeThrough(count), response);
    };
    const hosts = { fetch: counting, fileHosts: [endless.url] };
    const ben = await ends.open(ends.ben, idOf(atAnn), hosts);
    const small = { ...(await atAnn.uploadFile(file())), url: newPlace(endless.url), size: 10 };
    await expect(ben.downloadFile(small)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(taken).toBeLessThan(1024 * 1024);
    const huge = { ...small, size: Number.MAX_SAFE_INTEGER };
    await expect(ben.downloadFile(huge)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(taken).toBeLessThan(102 * 1024 * 1024);
    await endless.close();
  });

  it('cannot make a device take more than that where bodies come whole', async () => {
    const sent = await atAnn.uploadFile(file());
    let isTaken = false;
    const answer = {
      ok: true,
      headers: new Headers({ 'content-length': String(sent.size * 2) }),
      blob: async () => {
        isTaken = true;
        return new Blob();
      },
    };
    const phone = await ends.open(ends.ben, idOf(atAnn), { fetch: async () => answer as Response });
    await expect(phone.downloadFile(sent)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(isTaken).toBe(false);
  });

  it('cannot make a device fetch from elsewhere, nor be sent on from there', async () => {
    const places: string[] = [];
    const noting: typeof fetch = (given, init) => {
      places.push(new URL(String(given)).host);
      return fetch(given, { ...init });
    };
    const ben = await ends.open(ends.ben, idOf(atAnn), { fetch: noting });
    const sent = await atAnn.uploadFile(file());
    const elsewhere = { ...sent, url: newPlace('http://127.0.0.1:1') };
    await expect(ben.downloadFile(elsewhere)).rejects.toMatchObject({ code: 'FILE_NOT_ALLOWED' });
    const moved = createServer((_, response) => response.writeHead(302, { location: sent.url }).end());
    const { url, close } = await listen(moved, 0);
    const led = await ends.open(ends.ben, idOf(atAnn), { fileHosts: [url] });
    await expect(led.downloadFile({ ...sent, url: newPlace(url) })).rejects.toMatchObject({
      code: 'FILE_UNAVAILABLE',
    });
    await close();
    expect(places).toEqual([]);
  });

  it('is believed only if the message shows an address that is allowed', async () => {
    const sent = await atAnn.uploadFile(file());
    const { message } = await atAnn.sendMessage({ text: 'look', attachments: [sent] });
    const attachments = [{ type: 'file', asset_url: newPlace('http://127.0.0.1:1') }];
    const read = await atBen.read({ ...message, attachments });
    expect(read).toMatchObject({ kind: 'message', attachments: [{ sha256: sent.sha256, url: undefined }] });
  });

  it('that has lost its address takes that of no other when its message is edited', async () => {
    const [lost, kept] = [await atAnn.uploadFile(file()), await atAnn.uploadFile(file())];
    const { message } = await atAnn.sendMessage({ text: 'look', attachments: [lost, kept] });
    const attachments = [{ type: 'image', title: 'no file' }, message.attachments?.[1]];
    await ends.stage.server.partialUpdateMessage(message.id, { set: { attachments } as object }, 'ann');
    const edited = await atAnn.editMessage({ id: message.id, text: 'edited' });
    const read = await atBen.read(edited.message);
    const shown = read.kind === 'message' ? read.attachments : [];
    expect(shown.map(({ sha256, url }) => [sha256, url && unsigned(url)])).toEqual([
      [kept.sha256, unsigned(kept.url ?? '')],
      [lost.sha256, undefined],
    ]);
  });
});

describe('thumbnails', () => {
  const large = `data:image/jpeg;base64,${'A'.repeat(6000)}`;

  it('over the limit are left out', async () => {
    const tooLong = `data:image/jpeg;base64,${'A'.repeat(THUMBNAIL_MAX_LENGTH)}`;
    expect(await atAnn.uploadFile(file(), { thumbnail: tooLong })).not.toHaveProperty('thumbnail');
  });

  it('give way to the words, the last one first', async () => {
    const [ann, ben] = await ends.openPair({ config_overrides: { max_message_length: 20_000 } });
    const sent = await ann.uploadFile(file(), { thumbnail: large });
    const attachments = [sent, { ...sent, name: 'second' }, { ...sent, name: 'third' }];
    const { message } = await ann.sendMessage({ text: 'x'.repeat(6000), attachments });
    const read = await ben.read(message);
    if (read.kind !== 'message') throw new Error(JSON.stringify(read));
    expect(read.attachments.map((one) => one.thumbnail?.length)).toEqual([
      large.length,
      undefined,
      undefined,
    ]);
    expect(read.attachments.map(({ name }) => name)).toEqual([sent.name, 'second', 'third']);
  });

  it('that are no picture make the message unreadable rather than reach a screen', async () => {
    const sent = await atAnn.uploadFile(file());
    const bad = { ...sent, thumbnail: 'data:text/html;base64,AAAA' };
    const { message } = await atAnn.sendMessage({ text: 'x', attachments: [bad] });
    expect(await atBen.read(message)).toMatchObject({ kind: 'unreadable', reason: 'not-an-envelope' });
  });
});
