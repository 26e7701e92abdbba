import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { Timer } from '../../../client-example/secure-chat/src/platform/timer.ts';
import { type EnvelopeAttachment, THUMBNAIL_MAX_LENGTH } from '../../../shared/contract/envelope.ts';
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
    expect(read).toMatchObject({ kind: 'message', text: 'look', attachments: [sent] });
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
    let sent: EnvelopeAttachment;
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

  it('says so where the machine cannot make files', async () => {
    const unable = () => {
      throw new Error("Creating blobs from 'ArrayBuffer' is not supported");
    };
    const phone = await ends.open(ends.ann, idOf(atAnn), { makeFile: unable, makeForm: unable });
    const sent = await atAnn.uploadFile(file());
    await expect(phone.uploadFile(file())).rejects.toMatchObject({ code: 'FILES_UNSUPPORTED' });
    await expect(phone.downloadFile(sent)).rejects.toMatchObject({ code: 'FILES_UNSUPPORTED' });
  });

  it('is opaque to Stream: bytes, name and type', async () => {
    const { url } = await atAnn.uploadFile(file());
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
    await atAnn.stream.deleteFile(one.url);
    await expect(atBen.downloadFile(one)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    const nowhere = { ...one, url: 'http://127.0.0.1:1/' };
    await expect(atBen.downloadFile(nowhere)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
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
