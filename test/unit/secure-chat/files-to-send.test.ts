import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { inEnvelope, type SealedFile } from '../../../client-example/secure-chat/src/files/sealed-file.ts';
import { fromBase64 } from '../../../client-example/secure-chat/src/platform/base64.ts';
import { sessionOfFile } from '../../../client-example/secure-chat/src/seald/encrypted-file.ts';
import { unsigned } from '../../../shared/contract/visible-file.ts';
import { until } from '../../conformance/stream-stage.ts';
import { untilOutbox } from '../../support/until-outbox.ts';
import { type End, openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
let carol: End;

beforeAll(async () => {
  ends = await openTwoEnds();
  carol = await ends.end('carol');
});
afterAll(() => ends.close());

/** A new channel of these, open at Ann's and Ben's. */
const openChannel = async (members = ['ann', 'ben']) => {
  const id = randomUUID();
  await ends.stage.channel(id, members);
  const atAnn = await ends.open(ends.ann, id);
  return { id, atAnn, atBen: await ends.open(ends.ben, id) };
};

const picture = (name = 'plan.png') => new File(['the plan '.repeat(2000)], name, { type: 'image/png' });

const attachmentsOf = async (reader: EncryptedChannel, message: MessageResponse) => {
  const read = await reader.read(message);
  if (read.kind !== 'message') throw new Error(JSON.stringify(read));
  return read.attachments;
};

/** The same file, whatever its address is signed with and whichever message it was seen in. */
const same = (file: SealedFile | undefined) => file && { ...inEnvelope(file), at: unsigned(file.url ?? '') };
const sessionAt = async (url = '') =>
  sessionOfFile(new Uint8Array(await (await fetch(url)).arrayBuffer()), fromBase64);
const isGone = async (url = '') => !(await fetch(url)).ok;
const soon = async (holds: () => Promise<boolean>) => {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error('it did not come about');
};
const trusted = (channel: EncryptedChannel) => channel.epoch()?.encryptionSessionId;

/** Has Ben start an epoch, and waits until Ann's device trusts it. */
const renewedByBen = async ({ atAnn, atBen }: { atAnn: EncryptedChannel; atBen: EncryptedChannel }) => {
  await atBen.renewEncryption();
  await until(() => trusted(atAnn) === trusted(atBen));
};

/** Does something before Ann's next upload leaves; answers a list with an entry for each of her uploads. */
const beforeUpload = (...steps: (() => Promise<unknown>)[]) => {
  const uploads: string[] = [];
  const { request } = ends.ann.stream.axiosInstance.interceptors;
  const handle = request.use(async (config) => {
    if (!config.url?.endsWith('/file') || config.method !== 'post') return config;
    await steps[uploads.push(config.url) - 1]?.();
    return config;
  });
  return { uploads, stop: () => request.eject(handle) };
};

describe('a file picked before somebody was added', () => {
  it('is read by the one who was added, and the first upload is gone', async () => {
    const { id, atAnn, atBen } = await openChannel();
    const picked = await atAnn.uploadFile(picture(), { thumbnail: 'data:image/png;base64,AAAA' });
    await atBen.addMember('carol');
    await until(() => trusted(atAnn) === trusted(atBen));
    const percents: number[] = [];
    const { message } = await atAnn.sendMessage({
      text: 'look',
      attachments: [picked],
      onUploadProgress: (percent) => void percents.push(percent),
    });
    const atCarol = await ends.open(carol, id);
    await atCarol.accept();
    const [found] = await attachmentsOf(atCarol, message);
    if (!found) throw new Error('no attachment');
    expect(await (await atCarol.downloadFile(found)).text()).toBe('the plan '.repeat(2000));
    expect({ ...inEnvelope(found), sha256: picked.sha256 }).toEqual(inEnvelope(picked));
    expect(percents.at(-1)).toBe(100);
    await soon(() => isGone(picked.url));
    expect((await attachmentsOf(atAnn, message)).map(same)).toEqual([same(found)]);
  });
});

describe('a file picked before somebody was removed', () => {
  it('is sent in the session without them', async () => {
    const { atAnn, atBen } = await openChannel(['ann', 'ben', 'carol']);
    const picked = await atAnn.uploadFile(picture());
    const old = trusted(atAnn);
    await atBen.removeMember('carol');
    await until(() => !atAnn.stream.state.members.carol);
    const { message } = await atAnn.sendMessage({ text: 'without her', attachments: [picked] });
    const [found] = await attachmentsOf(atBen, message);
    expect(await sessionAt(found?.url ?? '')).toBe(trusted(atBen));
    expect(trusted(atBen)).not.toBe(old);
  });

  it('is not even uploaded in the old one when that is heard while it is encrypted', async () => {
    const channels = await openChannel(['ann', 'ben', 'carol']);
    const { atAnn, atBen } = channels;
    const file = picture();
    const slice = file.slice.bind(file);
    let removal: Promise<void> | undefined;
    file.slice = (...range) => {
      const piece = slice(...range);
      piece.arrayBuffer = async () => {
        removal ??= atBen.removeMember('carol');
        await removal;
        await until(() => !atAnn.stream.state.members.carol);
        return slice(...range).arrayBuffer();
      };
      return piece;
    };
    const { url } = await atAnn.uploadFile(file);
    expect(await sessionAt(url)).toBe(trusted(atBen));
  });
});

describe('while a file is uploaded again', () => {
  it('the epoch may change once more: it goes in the last', async () => {
    const channels = await openChannel();
    const { atAnn, atBen } = channels;
    const picked = await atAnn.uploadFile(picture());
    await renewedByBen(channels);
    let between = '';
    const { uploads, stop } = beforeUpload(async () => {
      between = trusted(atAnn) ?? '';
      await renewedByBen(channels);
    });
    const { message } = await atAnn.sendMessage({ text: 'look', attachments: [picked] });
    stop();
    expect(uploads).toHaveLength(2);
    const [found] = await attachmentsOf(atBen, message);
    expect(await sessionAt(found?.url ?? '')).toBe(trusted(atBen));
    expect(trusted(atBen)).not.toBe(between);
  });

  it('because the hook refused the old session, the first upload is not left behind', async () => {
    const channels = await openChannel();
    const { atAnn, atBen } = channels;
    const picked = await atAnn.uploadFile(picture());
    const { request } = ends.ann.stream.axiosInstance.interceptors;
    const handle = request.use((config) => {
      if (!config.url?.endsWith('/message')) return config;
      request.eject(handle);
      const adapter = async () => {
        await renewedByBen(channels);
        const data = { message: { type: 'error', text: 'another session' } };
        return { data, status: 200, statusText: '', headers: {}, config };
      };
      return { ...config, adapter };
    });
    const { message } = await atAnn.sendMessage({ text: 'look', attachments: [picked] });
    const [found] = await attachmentsOf(atBen, message);
    expect(await sessionAt(found?.url ?? '')).toBe(trusted(atBen));
    await soon(() => isGone(picked.url));
  });

  it('without a network it waits, and an abort takes it back; what is up already is not uploaded again', async () => {
    const channels = await openChannel();
    const { atAnn, atBen } = channels;
    const attachments = [await atAnn.uploadFile(picture('1.png')), await atAnn.uploadFile(picture('2.png'))];
    await renewedByBen(channels);
    const draft = { id: randomUUID(), text: 'two', attachments };
    const first = beforeUpload(
      async () => {},
      () => Promise.reject(new Error('no network')),
    );
    const waiting = atAnn.sendMessage(draft);
    await untilOutbox(atAnn, ([entry]) => entry?.reason === 'no-connection');
    const shown = { id: draft.id, text: 'two', user: { id: 'ann' } } as LocalMessage;
    expect(await atAnn.read(shown)).toMatchObject({ kind: 'message', text: 'two', attachments });
    const calledOff = new AbortController();
    const onUploadProgress = () => calledOff.abort(new Error('changed my mind'));
    const aborted = atAnn.sendMessage({ ...draft, onUploadProgress, signal: calledOff.signal });
    await expect(Promise.all([waiting, aborted])).rejects.toThrow('changed my mind');
    await untilOutbox(atAnn, ({ length }) => length === 0);
    expect(await atAnn.read(shown)).toMatchObject({ reason: 'not-encrypted' });
    for (const { url } of attachments) expect(await isGone(url)).toBe(false);
    first.stop();
    const again = beforeUpload();
    const { message } = await atAnn.sendMessage(draft);
    again.stop();
    expect(again.uploads).toHaveLength(1); // the one of the two that was not up yet
    const found = await attachmentsOf(atBen, message);
    expect(found.map(({ name }) => name)).toEqual(['1.png', '2.png']);
    for (const { url } of found) expect(await sessionAt(url)).toBe(trusted(atBen));
  });
});

describe('a file that is in a message already', () => {
  const sentBefore = async () => {
    const channels = await openChannel();
    const picked = await channels.atAnn.uploadFile(picture());
    const { message } = await channels.atAnn.sendMessage({ text: 'first', attachments: [picked] });
    await renewedByBen(channels);
    return { ...channels, picked, message };
  };

  it('stays as it is when that message is edited; one that is added does not', async () => {
    const { atAnn, atBen, picked, message, ...rest } = await sentBefore();
    const added = await atAnn.uploadFile(picture('added.png'));
    await renewedByBen({ atAnn, atBen, ...rest });
    const edit = { id: message.id, text: 'edited', attachments: [picked, added] };
    const edited = await attachmentsOf(atBen, (await atAnn.editMessage(edit)).message);
    expect(edited.map(same)).toEqual([same(picked), expect.objectContaining({ name: 'added.png' })]);
    expect(await sessionAt(edited[1]?.url ?? '')).toBe(trusted(atAnn));
    expect(await isGone(picked.url)).toBe(false);
  });

  it('is encrypted anew for another message, and the first message keeps its own', async () => {
    const { atAnn, atBen, picked, message } = await sentBefore();
    const again = await atAnn.sendMessage({ text: 'again', attachments: [picked] });
    const [found] = await attachmentsOf(atBen, again.message);
    expect(await sessionAt(found?.url ?? '')).toBe(trusted(atAnn));
    expect((await attachmentsOf(atBen, message)).map(same)).toEqual([same(picked)]);
    await atAnn.sendMessage({ text: 'and again', attachments: [picked] });
    expect(await isGone(picked.url)).toBe(false);
  });

  it('is looked at when this device has not uploaded it', async () => {
    const { id, atBen, picked } = await sentBefore();
    const elsewhere = await ends.open(ends.ann, id);
    const watching = beforeUpload();
    const { message } = await elsewhere.sendMessage({ text: 'passed on', attachments: [picked] });
    expect(watching.uploads).toHaveLength(1);
    const [found] = await attachmentsOf(atBen, message);
    const current = found as SealedFile;
    expect(await sessionAt(current.url)).toBe(trusted(atBen));
    const third = await ends.open(ends.ann, id);
    const unchanged = await third.sendMessage({ text: 'and on', attachments: [current] });
    watching.stop();
    expect(watching.uploads).toHaveLength(1);
    expect((await attachmentsOf(atBen, unchanged.message)).map(same)).toEqual([same(current)]);
  });

  it('that cannot be fetched to be encrypted anew is not sent', async () => {
    const { atAnn, picked } = await sentBefore();
    await atAnn.stream.deleteFile(picked.url ?? '');
    const sending = atAnn.sendMessage({ text: 'again', attachments: [picked] });
    await expect(sending).rejects.toMatchObject({ code: 'FILE_GONE' });
  });
});

it('is kept at Stream while a message with it may be there, though it was never answered', async () => {
  const channels = await openChannel();
  const { atAnn, atBen } = channels;
  const picked = await atAnn.uploadFile(picture());
  const draft = { id: randomUUID(), text: 'lost answer', attachments: [picked] };
  const { request, response } = ends.ann.stream.axiosInstance.interceptors;
  const losing = response.use((answer) => {
    if (answer.config.url?.endsWith('/message')) throw new Error('answer lost');
    return answer;
  });
  const sending = atAnn.sendMessage(draft);
  await untilOutbox(atAnn, ([entry]) => entry?.reason === 'no-connection');
  let goOn = () => {};
  const isRenewed = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const holding = request.use(async (config) => {
    if (config.url?.endsWith('/file')) await isRenewed;
    return config;
  });
  response.eject(losing);
  await renewedByBen(channels).then(goOn);
  atAnn.outbox.retry(draft.id);
  const { message } = await sending;
  request.eject(holding);
  expect((await attachmentsOf(atBen, message)).map(same)).toEqual([same(picked)]);
  expect(await isGone(picked.url)).toBe(false);
});
