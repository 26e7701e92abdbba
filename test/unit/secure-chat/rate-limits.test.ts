import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import { createPatience, type Patience } from '../../../client-example/secure-chat/src/platform/patience.ts';
import { installPatience } from '../../../client-example/secure-chat/src/stream/rate-limits.ts';
import { connectToStream } from '../../../client-example/secure-chat/src/stream/stream-connection.ts';
import { openStage, type Stage, until, watched } from '../../conformance/stream-stage.ts';

/** Twenty seconds before a minute begins, and between two seconds. */
const START_MS = Date.UTC(2030, 0, 1, 12, 0, 39) + 500;

let stage: Stage;
let ann: StreamChat;
let patience: Patience;
/** The clock of emulator and device; a wait that ends moves it on. */
let now: number;
let waits: { milliseconds: number; end: () => void }[] = [];
/** How far the device's clock is ahead of Stream's. */
let aheadMs = 0;
const stop: (() => void)[] = [];

beforeAll(async () => {
  now = START_MS;
  stage = await openStage({ clock: () => now });
  await stage.server.upsertUsers([{ id: 'ann' }, { id: 'bob' }]);
  ann = await stage.connect('ann');
  patience = install(ann);
});
afterAll(() => {
  for (const one of stop) one();
  return stage.close();
});

const install = (client: StreamChat): Patience => {
  const timer = (callback: () => void, milliseconds: number) => {
    const wait = {
      milliseconds,
      end: () => {
        now += milliseconds;
        waits = waits.filter((one) => one !== wait);
        callback();
      },
    };
    waits.push(wait);
    return () => {
      waits = waits.filter((one) => one !== wait);
    };
  };
  const made = createPatience({ timer, now: () => new Date(now), random: () => 0.5 });
  installPatience(client, made, () => new Date(now + aheadMs));
  return made;
};

let hours = 0;
beforeEach(() => {
  now = START_MS + ++hours * 3_600_000;
  waits = [];
  aheadMs = 0;
  stage.service.faults.reset();
});

const limit = (perUser: number) => stage.service.faults.set({ rateLimits: { perUser } });
const texts = (cid: string) => stage.service.listMessages(cid).map(({ text }) => text);

describe('a call that Stream refuses for its rate limit', () => {
  it('is made again when the minute is over, with some spread, and nobody notices but the wait', async () => {
    limit(1);
    await ann.queryUsers({ id: 'bob' });
    const tries: unknown[] = [];
    const noting = ann.axiosInstance.interceptors.request.use((config) => {
      tries.push(config.headers['x-client-request-id']);
      return config;
    });
    const asking = ann.queryUsers({ id: 'bob' });
    await until(() => waits.length > 0);
    const seconds = (patience.waitingUntil()?.getTime() ?? 0) - now;
    expect(Math.round(seconds / 100) / 10).toBe(22.6); // 20.5 s until the minute is over, and a tenth of it
    for (const { end } of waits) end();
    expect((await asking).users.map(({ id }) => id)).toEqual(['bob']);
    ann.axiosInstance.interceptors.request.eject(noting);
    expect([tries.length, new Set(tries).size]).toEqual([2, 2]); // each try has an id of its own
    expect(patience.waitingUntil()).toBeNull();
  });

  it('is made again soon when only those of one second were too many, or nothing is said', async () => {
    stage.service.faults.set({ rateLimits: { endpoints: { QueryUsers: 30 } } });
    await ann.queryUsers({ id: 'bob' });
    const asking = ann.queryUsers({ id: 'bob' });
    await until(() => waits.length > 0);
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([1_250]);
    for (const { end } of waits) end();
    await asking;
    stage.service.faults.set({ rateLimits: 'off', requests: [{ path: '/users', status: 429, code: 9 }] });
    const again = ann.queryUsers({ id: 'bob' });
    await until(() => waits.length > 0);
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([1_250]);
    for (const { end } of waits) end();
    await again;
  });

  it('waits longer each time where the device takes the time it is told for one that has passed', async () => {
    aheadMs = 600_000;
    limit(1);
    await ann.queryUsers({ id: 'bob' });
    const asking = ann.queryUsers({ id: 'bob' });
    for (const milliseconds of [1_250, 2_500, 5_600]) {
      await until(() => waits.length > 0);
      expect(waits.map((wait) => wait.milliseconds)).toEqual([milliseconds]);
      if (milliseconds === 5_600) limit(60);
      for (const { end } of waits) end();
    }
    await asking;
  });

  it('is made again when a header says so by itself, before all that the others say', async () => {
    limit(1);
    await ann.queryUsers({ id: 'bob' });
    const { response } = ann.axiosInstance.interceptors;
    const telling = response.use(undefined, (error) => {
      error.response.headers['retry-after'] = '7';
      return Promise.reject(error);
    });
    const asking = ann.queryUsers({ id: 'bob' });
    await until(() => waits.length > 0);
    response.eject(telling);
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([7_700]);
    limit(60);
    for (const { end } of waits) end();
    await asking;
  });

  it('is not overtaken by a later one to the same place; to others all goes on', async () => {
    await stage.channel('order', ['ann', 'bob']);
    const channel = await watched(ann, 'order');
    limit(2);
    await Promise.all(['1', '2'].map((text) => channel.sendMessage({ text })));
    const sending = channel.sendMessage({ text: '3' });
    await until(() => waits.length > 0);
    const later = ['4', '5'].map((text) => channel.sendMessage({ text }));
    await channel.markRead();
    await nextTurn();
    limit(60);
    for (const { end } of waits) end();
    await Promise.all([sending, ...later]);
    expect(texts('messaging:order').slice(2)).toEqual(['3', '4', '5']);
  });

  it('loses nothing: so many messages that two minutes pass', async () => {
    await stage.channel('many', ['ann', 'bob']);
    const channel = await watched(ann, 'many');
    limit(3);
    const words = Array.from({ length: 8 }, (_, number) => String(number));
    const sending = Promise.all(words.map((text) => channel.sendMessage({ text })));
    let isDone = false;
    let mostAtOnce = 0;
    void sending.then(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      mostAtOnce = Math.max(mostAtOnce, waits.length);
      for (const { end } of [...waits]) end();
    }
    expect(texts('messaging:many').sort()).toEqual(words);
    expect(mostAtOnce).toBe(1); // those refused together stand in one line
  });

  it('is given up when the caller gives up, in the line too', async () => {
    limit(1);
    await ann.queryUsers({ id: 'bob' });
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const first = ann.queryUsers({ id: 'bob' });
    await until(() => waits.length > 0);
    const second = ann.queryUsers({ id: 'bob' }, [], {}, { signal });
    await nextTurn();
    giveUp.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    for (const { end } of waits) end();
    await first;
  });

  it('is not overtaken either when the one between them is given up', async () => {
    await stage.channel('gap', ['ann', 'bob']);
    const channel = await watched(ann, 'gap');
    limit(1);
    await channel.sendMessage({ text: '1' });
    const first = channel.sendMessage({ text: '2' });
    await until(() => waits.length > 0);
    const giveUp = new AbortController();
    const place = `${channel._channelURL()}/message`;
    const second = ann.doAxiosRequest('post', place, {}, { config: { signal: giveUp.signal } });
    const third = channel.sendMessage({ text: '3' });
    giveUp.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    const fourth = channel.sendMessage({ text: '4' });
    limit(60);
    await nextTurn();
    for (const { end } of waits) end();
    await Promise.all([first, third, fourth]);
    expect(texts('messaging:gap')).toEqual(['1', '2', '3', '4']);
  });

  it('does not leave any more once the chat has ended, nor does what stood in the line behind it', async () => {
    await stage.channel('over', ['bob', 'ann']);
    const bob = await stage.connect('bob');
    const its = install(bob);
    const channel = await watched(bob, 'over');
    limit(1);
    await channel.sendMessage({ text: '1' });
    let refusals = 0;
    bob.axiosInstance.interceptors.response.use(undefined, (error) => {
      refusals += 1;
      return Promise.reject(error);
    });
    const waiting = ['2', '3', '4'].map((text) => channel.sendMessage({ text }));
    await until(() => refusals === 3 && waits.length > 0);
    waiting.push(channel.sendMessage({ text: '5' }));
    limit(60);
    its.end();
    const refused = { status: 'rejected', reason: expect.objectContaining({ status: 429 }) };
    expect(await Promise.allSettled(waiting)).toEqual(waiting.map(() => refused));
    expect(texts('messaging:over')).toEqual(['1']);
  });

  it('is not made again when it says that somebody types: that would be told when they have stopped', async () => {
    await stage.channel('typing', ['ann', 'bob']);
    const channel = await watched(ann, 'typing');
    limit(1);
    await channel.keystroke();
    await expect(channel.stopTyping()).rejects.toMatchObject({ status: 429 });
    expect(waits).toEqual([]);
  });

  it('is refused for good where it was refused for another reason', async () => {
    stage.service.faults.set({ requests: [{ path: '/users', status: 500 }] });
    await expect(ann.queryUsers({ id: 'bob' })).rejects.toMatchObject({ status: 500 });
    expect(waits).toEqual([]);
  });
});

describe('connecting, where too many do so at once', () => {
  it('is tried again by itself', async () => {
    await stage.server.upsertUsers([{ id: 'eve' }]);
    const accessToken = stage.server.createToken('eve');
    const token = async () => ({ accessToken, expiresAt: '2030-01-01T13:00:00.000Z', userId: 'eve' });
    limit(1);
    await connectToStream(stage.client(), { token }, patience);
    const device = stage.client();
    const connecting = connectToStream(device, { token }, patience);
    await until(() => waits.length > 0);
    limit(60);
    for (const { end } of waits) end();
    expect(await connecting).toBe('eve');
    expect([device.userID, device.wsConnection?.isHealthy]).toEqual(['eve', true]);
  });
});

describe('an upload that has to wait', () => {
  it('is sent whole afterwards, and is not taken for one that stands still', async () => {
    await stage.channel('files', ['ann', 'bob']);
    await watched(ann, 'files');
    const form = () => {
      const made = new FormData();
      made.append('file', new Blob(['a'.repeat(1_000)]), 'a.bin');
      return made;
    };
    const signs: number[] = [];
    const config = { onUploadProgress: ({ loaded }: { loaded: number }) => void signs.push(loaded) };
    const url = `${ann.baseURL}/channels/messaging/files/file`;
    limit(1);
    await ann.doAxiosRequest('postForm', url, form(), { config });
    signs.length = 0;
    const uploading = ann.doAxiosRequest<{ file: string }>('postForm', url, form(), { config });
    await until(() => waits.length > 0);
    expect(signs.at(-1)).toBe(0);
    for (const { end } of waits) end();
    const { file } = await uploading;
    expect((await (await fetch(file)).text()).length).toBe(1_000);
  });
});
