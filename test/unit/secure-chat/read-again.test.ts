import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Event, MessageResponse } from 'stream-chat';
import type { ChannelEvent } from '../../../client-example/secure-chat/src/channels/channel-events.ts';
import type { ReadMessage } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import {
  createReadAgain,
  type ReadAgain,
} from '../../../client-example/secure-chat/src/messages/read-again.ts';
import { until } from '../../conformance/stream-stage.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

const message = (id: string) => ({ id }) as MessageResponse;
const passing = (id: string): ReadMessage => ({
  kind: 'unreadable',
  id,
  from: 'ben',
  reason: 'undecryptable',
  isPassing: true,
});
const words = (id: string) => ({ kind: 'message', id, text: `words of ${id}` }) as ReadMessage;

describe('what could not be read for a moment', () => {
  let isDown: boolean;
  let duringRead: () => void;
  let tried: string[];
  let told: string[];
  let timers: { run: () => void; ms: number }[];
  let again: ReadAgain;
  const rested = () => new Promise(setImmediate);
  const passTime = async () => {
    for (const { run } of timers.splice(0)) run();
    await rested();
  };

  beforeEach(() => {
    [isDown, duringRead, tried, told, timers] = [true, () => {}, [], [], []];
    again = createReadAgain({
      timer: (run, ms) => {
        const timer = { run, ms };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
      read: async (one) => {
        tried.push(one.id);
        duringRead();
        duringRead = () => {};
        const read = isDown ? passing(one.id) : words(one.id);
        again.note(one, read);
        return { message: one, read };
      },
    });
    again.subscribe(({ id }) => told.push(id));
  });

  it('is tried after pauses that grow, then told once, and left alone', async () => {
    again.note(message('a'), passing('a'));
    const pauses: number[] = [];
    for (let round = 0; round < 5; round++) {
      pauses.push(...timers.map(({ ms }) => ms));
      await passTime();
    }
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 60_000]);
    expect(told).toEqual([]);
    isDown = false;
    await passTime();
    expect(told).toEqual(['a']);
    expect(timers).toEqual([]);
    again.hurry();
    await rested();
    expect(tried).toHaveLength(6);
  });

  it('is tried at once when there is a connection again, in the order it came', async () => {
    for (const id of ['a', 'b']) again.note(message(id), passing(id));
    isDown = false;
    again.hurry();
    await rested();
    expect(told).toEqual(['a', 'b']);
    expect(timers).toEqual([]);
  });

  it('is not told when it was read meanwhile', async () => {
    for (const id of ['a', 'b']) again.note(message(id), passing(id));
    again.note(message('a'), words('a'));
    isDown = false;
    again.hurry();
    await rested();
    expect(told).toEqual(['b']);
  });

  it.each(['before-you-joined', 'other-session', 'superseded-session', 'invitation'] as const)(
    'is not what is %s: time alone does not change that',
    async (reason) => {
      again.note(message('a'), { kind: 'unreadable', id: 'a', from: 'ben', reason, isPassing: true });
      expect(timers).toEqual([]);
      again.hurry();
      await rested();
      expect(tried).toEqual([]);
    },
  );

  it('asks a server that is away three times at most, and begins with the others next time', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) again.note(message(id), passing(id));
    await passTime();
    expect(tried).toEqual(['a', 'b', 'c']);
    await passTime();
    expect(tried.slice(3)).toEqual(['d', 'e', 'a']);
    isDown = false;
    again.hurry();
    await rested();
    expect(told).toEqual(['b', 'c', 'd', 'e', 'a']);
  });

  it('is not told when it was deleted meanwhile, also while it is being read', async () => {
    for (const id of ['a', 'b', 'c']) again.note(message(id), passing(id));
    again.forget('a');
    duringRead = () => again.forget('b');
    isDown = false;
    again.hurry();
    await rested();
    expect(told).toEqual(['c']);
    expect(tried).toEqual(['b', 'c']);
  });

  it('is not tried after the end', async () => {
    again.note(message('b'), passing('b'));
    again.close();
    isDown = false;
    again.hurry();
    again.note(message('c'), passing('c'));
    await passTime();
    expect([tried, told, timers]).toEqual([[], [], []]);
  });

  it('does not grow without end', async () => {
    for (let number = 0; number < 400; number++) again.note(message(`m${number}`), passing(`m${number}`));
    isDown = false;
    again.hurry();
    await rested();
    expect([told.length, told[0], told.at(-1)]).toEqual([300, 'm100', 'm399']);
  });
});

describe('an open channel', () => {
  let ends: TwoEnds;
  beforeAll(async () => {
    ends = await openTwoEnds();
  });
  afterAll(() => ends.close());

  it('tells the words of what came while Seald could not be asked, once there is a connection', async () => {
    const id = randomUUID();
    await ends.stage.channel(id, ['ann', 'ben']);
    const { sdk, stream } = ends.ann;
    const atAnn = await ends.open(ends.ann, id);
    const atBen = await ends.open(ends.ben, id);
    const told: string[] = [];
    const stop = atAnn.subscribe((event: ChannelEvent) => {
      if (!('message' in event)) return;
      const read = event.message;
      told.push(`${event.type} ${read.kind === 'message' ? read.text : read.kind}`);
    });
    const drawn: string[] = [];
    atAnn.subscribeToReadAgain(({ id: of }, { kind }) => drawn.push(`${of} ${kind}`));
    const retrieve = sdk.retrieveEncryptionSession;
    sdk.retrieveEncryptionSession = () => Promise.reject(new Error('no network'));
    await atBen.renewEncryption();
    const { message: sent } = await atBen.sendMessage({ text: 'in the new one' });
    await until(() => told.length > 0);
    expect(told).toEqual(['new unreadable']);
    sdk.retrieveEncryptionSession = retrieve;
    stream.dispatchEvent({ type: 'connection.changed', online: true } as Event);
    await until(() => told.length > 1);
    expect(told).toEqual(['new unreadable', 'updated in the new one']);
    expect(drawn).toEqual([`${sent.id} message`]);
    expect(atAnn.peek(sent)).toMatchObject({ text: 'in the new one' });
    stop();
  });
});
