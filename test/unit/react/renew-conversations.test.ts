import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, StreamChat } from 'stream-chat';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { installRecovery } from '../../../client-example/secure-chat/src/stream/recovery.ts';
import { loadsConversations } from '../../../client-example/web/src/chat/list/loads-conversations.ts';
import { nextEvent, openStage, type Stage } from '../../conformance/stream-stage.ts';
import { whileAway } from '../secure-chat/away.ts';
import { flood } from '../secure-chat/flood.ts';

const COUNT = 45;
const WANTED = {
  filters: { type: 'messaging', members: { $in: ['ann'] } },
  sort: { last_message_at: -1 as const },
  options: { limit: 20, state: true, watch: true },
};

let stage: Stage;
let ann: StreamChat;
let list: ReturnType<typeof openList>;

/** What stream-chat-react (14.12) does with what loads its list. */
const openList = () => {
  const list = { channels: [] as Channel[], hasMore: true, pauses: [] as number[] };
  const query = loadsConversations(ann, WANTED, async (milliseconds) => void list.pauses.push(milliseconds));
  const load = async (queryType: 'reload' | 'load-more') => {
    const currentChannels = list.channels;
    if (queryType === 'reload') list.channels = [];
    const setChannels = (next: Channel[] | ((before: Channel[]) => Channel[])) => {
      list.channels = typeof next === 'function' ? next(list.channels) : next;
    };
    const setHasNextPage = (next: boolean | ((before: boolean) => boolean)) => {
      list.hasMore = typeof next === 'function' ? next(list.hasMore) : next;
    };
    await query({ currentChannels, queryType, setChannels, setHasNextPage });
  };
  const ids = () => list.channels.map(({ id }) => id);
  return Object.assign(list, { load, ids });
};

const idOf = (number: number) => `c${String(number).padStart(2, '0')}`;
const sayIn = (id: string, count = 1) => flood(stage.server, id, Array<string>(count).fill('x'));
const shown = (id: string) => list.channels.find((channel) => channel.id === id);
/** As Stream would give them, all. */
const atStream = async () => {
  const pages = [0, 30].map((offset) =>
    stage.server.queryChannels(WANTED.filters, WANTED.sort, { limit: 30, offset }),
  );
  return (await Promise.all(pages)).flat().map(({ id }) => id);
};
const annIsAway = (work: () => Promise<unknown>) => whileAway(stage, ann, work);

beforeAll(async () => {
  stage = await openStage();
  ann = await stage.connect('ann');
  ann.axiosInstance.defaults.timeout = 30_000;
  installRecovery(ann, { ...createPlatform(), random: Math.random });
  for (let number = 0; number < COUNT; number++) await stage.channel(idOf(number), ['ann', 'ben']);
  for (let number = 0; number < COUNT; number++) await sayIn(idOf(number));
}, 30_000);
afterAll(async () => {
  ann.options.enableWSFallback = true; // see `no-silent-gap.test.ts`
  await stage.close();
});
beforeEach(async () => {
  list = openList();
  await list.load('reload');
  await list.load('load-more');
  expect(list.channels).toHaveLength(40);
});

describe('the list of conversations after a lost connection', () => {
  it.each([10, 60, 500])(
    'has its order, unread counts and newest messages, with %i missed',
    async (missed) => {
      const [deep = '', other = ''] = list.ids().slice(35, 37);
      await shown(deep)?.markRead();
      await annIsAway(async () => {
        await sayIn(deep, missed);
        await sayIn(other);
      });
      await list.load('reload');
      expect(list.ids().slice(0, 2)).toEqual([other, deep]);
      expect(list.ids()).toEqual((await atStream()).slice(0, list.ids().length));
      expect(shown(deep)?.countUnread()).toBe(missed);
      expect(shown(deep)?.lastMessage()?.id).toBe(
        (await stage.server.channel('messaging', deep).query({ messages: { limit: 1 } })).messages[0]?.id,
      );
    },
  );

  it('has who was put in, taken out, and not what was deleted; as far as it was loaded', async () => {
    const [away = '', deleted = ''] = list.ids().slice(20, 22);
    const added = `new${Date.now()}`;
    await annIsAway(async () => {
      await stage.server.channel('messaging', away).removeMembers(['ann']);
      await stage.server.channel('messaging', deleted).delete();
      await stage.channel(added, ['ben', 'ann']);
      await sayIn(added);
    });
    await list.load('reload');
    expect(list.ids()[0]).toBe(added);
    expect(list.ids()).not.toContain(away);
    expect(list.ids()).not.toContain(deleted);
    expect(list.channels).toHaveLength(40);
    expect(list.ids()).toEqual((await atStream()).slice(0, 40));
    await list.load('load-more');
    expect(list.ids()).toEqual(await atStream());
  });

  it('is right after a second one that comes at once, while the first list is still asked for', async () => {
    const [first = '', second = ''] = list.ids().slice(30, 32);
    const ask = ann.queryChannels.bind(ann);
    let letGo = () => {};
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    ann.queryChannels = (async (...given: Parameters<typeof ask>) => {
      ann.queryChannels = ask;
      const answer = await ask(...given);
      asked();
      await gate;
      return answer;
    }) as typeof ask;
    await annIsAway(() => sayIn(first));
    const early = list.load('reload');
    await isAsked;
    expect(list.channels).toHaveLength(40); // what was there stays meanwhile
    await annIsAway(() => sayIn(second));
    await list.load('reload');
    letGo();
    await early;
    expect(list.ids().slice(0, 2)).toEqual([second, first]);
  });

  it('keeps what is heard while it is asked for', async () => {
    const [, second = '', away = ''] = list.ids();
    const ask = ann.queryChannels.bind(ann);
    ann.queryChannels = (async (...given: Parameters<typeof ask>) => {
      ann.queryChannels = ask;
      const answer = await ask(...given);
      const heard = nextEvent(ann, 'message.new');
      await sayIn(second);
      await heard;
      const left = nextEvent(ann, 'notification.removed_from_channel');
      await stage.server.channel('messaging', away).removeMembers(['ann']);
      await left;
      const moved = list.channels.filter(({ id }) => id === second);
      list.channels = [...moved, ...list.channels.filter(({ id }) => id !== second)];
      return answer;
    }) as typeof ask;
    await list.load('reload');
    expect(list.ids()[0]).toBe(second);
    expect(list.ids()).not.toContain(away);
    expect(new Set(list.ids()).size).toBe(list.ids().length);
  });

  it('is not put back by a page that was asked for before', async () => {
    const [deep = ''] = list.ids().slice(30);
    const ask = ann.queryChannels.bind(ann);
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    ann.queryChannels = (async (...given: Parameters<typeof ask>) => {
      ann.queryChannels = ask;
      await gate;
      return ask(...given);
    }) as typeof ask;
    const page = list.load('load-more');
    await annIsAway(() => sayIn(deep));
    await list.load('reload');
    letGo();
    await page;
    expect(list.ids()[0]).toBe(deep);
  });

  it('is asked for again when that fails, and stays as it was until then', async () => {
    const before = list.ids();
    const ask = ann.queryChannels.bind(ann);
    let failures = 0;
    ann.queryChannels = async () => {
      failures += 1;
      if (failures === 2) ann.queryChannels = ask;
      expect(list.ids()).toEqual(before);
      throw new Error('out of order');
    };
    await list.load('reload');
    expect(list.pauses).toEqual([1000, 2000]);
    expect(list.ids()).toEqual((await atStream()).slice(0, 40));
  });
});
