import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LocalMessage } from 'stream-chat';
import type { ChannelEvent } from '../../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { ReadMessage } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import {
  installMessageLists,
  loadOlder,
} from '../../../client-example/secure-chat/src/stream/message-lists.ts';
import { nextEvent, until } from '../../conformance/stream-stage.ts';
import { whileAway } from './away.ts';
import { flood } from './flood.ts';
import { type End, openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
let atAnn: EncryptedChannel;
let atBen: EncryptedChannel;

beforeAll(async () => {
  ends = await openTwoEnds();
  for (const { stream } of [ends.ann, ends.ben]) stream.axiosInstance.defaults.timeout = 30_000;
});
afterAll(async () => {
  // Without this a reconnect of stream-chat's own that is due connects again after the disconnecting (9.53, `_reconnect`, "Abort (3)").
  ends.ann.stream.options.enableWSFallback = true;
  await ends.close();
});
beforeEach(async () => {
  ends.stage.service.faults.reset();
  [atAnn, atBen] = await ends.openPair();
});

const annIsAway = (work: () => Promise<unknown>) => whileAway(ends.stage, ends.ann.stream, work);

const wordsOf = (read: ReadMessage): string => (read.kind === 'message' ? read.text : read.kind);
const wordsAtAnn = async (): Promise<string[]> => {
  const { messages } = atAnn.stream.state;
  const read = await atAnn.readAll(messages);
  return read.map((one, at) => (one.kind === 'unreadable' ? (messages[at]?.text ?? '') : wordsOf(one)));
};

const named = (name: string, count: number) => Array.from({ length: count }, (_, number) => name + number);
/** Ben says these, one after another; answers their ids. */
const say = async (texts: readonly string[], parentId?: string): Promise<string[]> => {
  const ids: string[] = [];
  for (const text of texts)
    ids.push((await atBen.sendMessage({ text, ...(parentId && { parentId }) })).message.id);
  return ids;
};
/** Many at once, in the clear. Answers what they say, oldest first. */
const fill = async (name: string, count: number): Promise<string[]> => {
  const sent = await flood(ends.stage.server, atBen.stream.id ?? '', named(name, count));
  return sent.map(({ text }) => text ?? '');
};
/** Ann has heard of so many messages. */
const annHas = (count: number) => until(() => atAnn.stream.state.messages.length >= count);
const loadAll = async () => {
  while ((await atAnn.loadOlder()).length > 0);
};
const hardDelete = (id: string) => ends.stage.server.deleteMessage(id, true);

/** What a reader without a screen is told. */
const toldTo = (channel: EncryptedChannel) => {
  const told: string[] = [];
  const stop = channel.subscribe((event: ChannelEvent) => {
    if ('message' in event) told.push(`${event.type} ${wordsOf(event.message)}`);
    if (event.type === 'began-anew') told.push(`began anew${event.hasGap ? ', with a gap' : ''}`);
  });
  return { told, stop };
};

describe('after a lost connection', () => {
  it.each([
    [10, 3],
    [60, 3],
    [60, 40],
    [500, 40],
  ])(
    'none of %i missed messages is out of reach, after %i old ones and with a renewal in between',
    async (missed, old) => {
      const before = await fill('old', old);
      await annHas(old);
      const came: string[] = [];
      await annIsAway(async () => {
        await say(named('a', 2));
        const some = await fill('m', missed - 10);
        await say(named('b', 2));
        await atBen.renewEncryption();
        await say(named('c', 6));
        came.push(...named('a', 2), ...some, ...named('b', 2), ...named('c', 6));
      });
      expect((await wordsAtAnn()).slice(-10)).toEqual(came.slice(-10));
      await loadAll();
      expect(await wordsAtAnn()).toEqual([...before, ...came]);
      expect(atAnn.stream.state.messagePagination.hasPrev).toBe(false);
      expect(atAnn.stream.state.messageSets).toHaveLength(1);
    },
    60_000,
  );

  it("Stream's own paging brings the missed ones too", async () => {
    const before = await fill('old', 40);
    await annHas(40);
    let came: string[] = [];
    await annIsAway(async () => {
      came = await fill('m', 60);
    });
    for (let page = 0; page < 10 && atAnn.stream.state.messagePagination.hasPrev; page++) {
      const oldest = atAnn.stream.state.messages[0]?.id ?? '';
      await atAnn.stream.query({ messages: { limit: 30, id_lt: oldest } });
    }
    expect(await wordsAtAnn()).toEqual([...before, ...came]);
  });

  it('what somebody looks at stays, and is as it is now: edits, deletions of both kinds, reactions', async () => {
    const ids = await say(named('old', 5));
    const others = await fill('old', 55);
    await annHas(60);
    const leave = atAnn.attend();
    await annIsAway(async () => {
      await atBen.edit(ids[1] ?? '', 'edited');
      await ends.ben.stream.deleteMessage(ids[2] ?? '');
      await hardDelete(ids[3] ?? '');
      await atBen.react(ids[4] ?? '', '👍');
      await say(['m0']);
    });
    leave();
    expect(await wordsAtAnn()).toEqual(['old0', 'edited', 'deleted', 'old4', ...others, 'm0']);
    const liked = atAnn.stream.state.messages[3] as LocalMessage;
    expect(await atAnn.reactionsOf(liked)).toMatchObject([{ emoji: '👍', userIds: ['ben'] }]);
  });

  it('of what nobody looks at, only what Stream has just given stays; the rest loads again as it is now', async () => {
    const ids = await say(named('old', 2));
    const others = await fill('old', 58);
    await annHas(60);
    await annIsAway(() => atBen.edit(ids[1] ?? '', 'edited'));
    expect(await wordsAtAnn()).toEqual(others.slice(-30));
    await loadAll();
    expect(await wordsAtAnn()).toEqual(['old0', 'edited', ...others]);
  });

  it('what was emptied meanwhile is empty', async () => {
    await say(named('old', 3));
    await annHas(3);
    await annIsAway(() => ends.stage.server.channel('messaging', atBen.stream.id).truncate());
    expect(await wordsAtAnn()).toEqual([]);
    await annIsAway(() => say(['m0']));
    expect(await wordsAtAnn()).toEqual(['m0']);
  });

  it('what is on its way, or did not get away, stays where it can be seen, and once', async () => {
    await say(named('old', 3));
    await annHas(3);
    const unsent = (id: string, status: string) =>
      ({
        ...atAnn.stream.state.formatMessage({ id, text: id, user: { id: 'ann' } } as never),
        status,
      }) as LocalMessage;
    const stored = randomUUID();
    for (const message of [unsent('waits', 'sending'), unsent('failed', 'failed'), unsent(stored, 'sending')])
      atAnn.stream.state.addMessageSorted(message);
    await annIsAway(async () => {
      await atAnn.sendMessage({ id: stored, text: 'got there' });
      await fill('m', 60);
    });
    const messages = atAnn.stream.state.messages;
    expect(
      messages
        .slice(-3)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([stored, 'failed', 'waits'].sort());
    expect(messages[0]?.status).toBe('received'); // older ones load before what Stream has
    await loadAll();
    expect(atAnn.stream.state.messages.filter(({ id }) => id === stored)).toMatchObject([
      { status: 'received' },
    ]);
  });

  it('what comes while Stream is being asked is not lost', async () => {
    const ids = await say(named('old', 3));
    await annHas(3);
    const { told, stop } = toldTo(atAnn);
    const came = nextEvent(atAnn.stream, 'message.new', ({ message }) => message?.user?.id === 'ben', 10_000);
    await annIsAway(async () => {
      await say(named('m', 2));
      // Its answer is made before what comes next, and is late.
      const request = ends.ann.stream.queryChannelsRequest.bind(ends.ann.stream);
      ends.ann.stream.queryChannelsRequest = async (...given) => {
        const answer = await request(...given);
        ends.ann.stream.queryChannelsRequest = request;
        const edited = nextEvent(atAnn.stream, 'message.updated');
        const removed = nextEvent(atAnn.stream, 'message.deleted');
        await say(['late']);
        await atBen.edit(ids[0] ?? '', 'edited');
        await hardDelete(ids[1] ?? '');
        await Promise.all([came, edited, removed]);
        return answer;
      };
    });
    expect(await wordsAtAnn()).toEqual(['edited', 'old2', 'm0', 'm1', 'late']);
    await until(() => told.length >= 5);
    stop();
    expect(told.sort()).toEqual(['deleted deleted', 'new late', 'new m0', 'new m1', 'updated edited']);
  });

  it('a page asked for before does not put a hole into the new list', async () => {
    const before = await fill('old', 60);
    const fresh = await ends.open(ends.ann, atBen.stream.id ?? '');
    await annIsAway(async () => {}); // only the newest 30 are held
    const { id } = fresh.stream.state.messages[0] as LocalMessage;
    let loading: Promise<unknown> = Promise.resolve();
    let came: string[] = [];
    const post = ends.ann.stream.post.bind(ends.ann.stream);
    await annIsAway(async () => {
      const recovered = nextEvent(ends.ann.stream, 'connection.recovered', () => true, 10_000);
      const asked = new Promise<void>((resolve) => {
        ends.ann.stream.post = (async (...given: Parameters<typeof post>) => {
          ends.ann.stream.post = post;
          const answer = await post(...given);
          resolve();
          await recovered;
          return answer;
        }) as typeof post;
      });
      loading = fresh.stream.query({ messages: { limit: 20, id_lt: id } });
      await asked;
      came = await fill('m', 60);
    });
    await loading;
    await loadAll();
    expect(await wordsAtAnn()).toEqual([...before, ...came]);
  });

  it('the threads that are held are as they are now', async () => {
    const [parent = ''] = await say(['parent']);
    const ids = await say(named('r', 3), parent);
    await until(() => atAnn.stream.state.threads[parent]?.length === 3);
    const leave = atAnn.attend();
    await annIsAway(async () => {
      await atBen.edit(ids[0] ?? '', 'edited');
      await hardDelete(ids[1] ?? '');
      await say(named('s', 30), parent);
    });
    leave();
    const replies = await atAnn.readAll(atAnn.stream.state.threads[parent] ?? []);
    expect(replies.map(wordsOf).slice(-28)).toEqual([...['r2', ...named('s', 30)].slice(-28)]);
    expect(replies.map(wordsOf)).not.toContain('r0');
    expect(replies.map(wordsOf)).not.toContain('r1');
    await annIsAway(async () => {}); // nobody looks any more
    expect(atAnn.stream.state.threads[parent]).toBeUndefined();
  });

  it('a channel that was left meanwhile says so; one that is hidden does not', async () => {
    const ended: string[] = [];
    const stop = ends.ann.stream.on(
      'notification.removed_from_channel',
      ({ cid }) => void ended.push(cid ?? ''),
    );
    const leave = atAnn.attend();
    await annIsAway(() => atAnn.stream.hide());
    expect(ended).toEqual([]);
    await annIsAway(() => ends.stage.server.channel('messaging', atAnn.stream.id).removeMembers(['ann']));
    expect(ended).toEqual([atAnn.cid]);
    await expect(atAnn.send('too late')).rejects.toThrow();
    leave();
    stop.unsubscribe();
  });

  it('a channel that was deleted meanwhile says that, and nothing waits for it', async () => {
    const leave = atAnn.attend();
    const told: string[] = [];
    const stop = ends.ann.stream.on(({ type, cid }) => {
      if (cid === atAnn.cid && /channel/.test(type)) told.push(type);
    });
    await annIsAway(() => ends.stage.server.channel('messaging', atAnn.stream.id).delete());
    expect(told).toEqual(['channel.deleted']);
    await expect(atAnn.send('too late')).rejects.toThrow();
    expect(atAnn.outbox.entries()).toMatchObject([{ state: 'failed', reason: 'gone' }]);
    leave();
    stop.unsubscribe();
  });

  it('who comes back to a channel does not get a hole for the time between', async () => {
    const channel = ends.stage.server.channel('messaging', atAnn.stream.id);
    await say(named('old', 3));
    await annHas(3);
    const { id = '', state } = atAnn.stream;
    await channel.removeMembers(['ann']);
    const came = await fill('m', 60);
    await channel.addMembers(['ann']);
    const again = ends.ann.stream.channel('messaging', id);
    again.state.messageSets = state.messageSets; // as an app may hold it
    await again.watch();
    expect(again.state.messages[0]?.text).toBe(came[30]);
  });
});

describe('a channel that is being opened', () => {
  /** Ann's second device. Its first answer about the channel comes once `before` is done. */
  const openLate = async (before: (device: End) => Promise<unknown>) => {
    const device = await ends.end('ann');
    const { response } = device.stream.axiosInstance.interceptors;
    const handle = response.use(async (answer) => {
      if (!answer.config.url?.endsWith('/query')) return answer;
      response.eject(handle);
      await before(device);
      return answer;
    });
    const channel = device.stream.channel('messaging', atAnn.stream.id ?? '');
    await channel.watch();
    return channel;
  };

  it.each([0, 3, 40])('has, after %i old messages, also what came before the answer did', async (old) => {
    const before = await fill('old', old);
    let came: string[] = [];
    const channel = await openLate(async ({ stream }) => {
      const heard = nextEvent(stream, 'message.new');
      came = await fill('new', 1);
      await heard;
    });
    const words = () => channel.state.messages.map(({ text }) => text);
    expect(words()).toEqual([...before.slice(-30), ...came]);
    while ((await loadOlder(channel)).length > 0);
    expect(words()).toEqual([...before, ...came]);
  });
});

describe('a thread', () => {
  it('whose old answers were also sent to the channel puts no hole into the list', async () => {
    const [parent = ''] = await say(['parent']);
    const both = { parentId: parent, showInChannel: true };
    const { message } = await atBen.sendMessage({ text: 'both', ...both });
    const others = await fill('m', 60);
    const fresh = await ends.stage.connect('ann');
    installMessageLists(fresh, () => {});
    const channel = fresh.channel('messaging', atBen.stream.id);
    await channel.watch();
    const { state } = channel;
    const held = state.messages.length;
    await channel.getReplies(parent, { limit: 10 });
    expect(state.threads[parent]).toMatchObject([{ id: message.id, show_in_channel: true }]);
    expect(state.messages).toHaveLength(held);
    while (state.messagePagination.hasPrev) await loadOlder(channel);
    expect(state.messages.slice(2).map(({ text }) => text)).toEqual(others);
    expect(state.messages[1]?.id).toBe(message.id);
    const came = nextEvent(channel, 'message.new');
    await atBen.sendMessage({ text: 'new', ...both });
    await came;
    expect(state.messages).toHaveLength(63);
  });
});

describe('a reader without a screen', () => {
  it('is told what came, was edited and deleted meanwhile, in order, answers in threads too', async () => {
    const ids = await say(named('old', 40));
    await say(named('r', 2), ids[0]);
    await annHas(40);
    await until(() => atAnn.stream.state.threads[ids[0] ?? '']?.length === 2);
    const { told, stop } = toldTo(atAnn);
    await annIsAway(async () => {
      await atBen.edit(ids[1] ?? '', 'edited');
      await say(named('m', 5));
      await say(['r2'], ids[0]);
      await say(['first answer'], ids[5]);
      await ends.ben.stream.deleteMessage(ids[2] ?? '');
      await say(['m5']);
      await hardDelete(ids[3] ?? '');
    });
    await until(() => told.length >= 11);
    stop();
    expect(told).toEqual([
      'updated edited',
      ...named('m', 5).map((text) => `new ${text}`),
      'new r2',
      'new first answer',
      'deleted deleted',
      'new m5',
      'deleted deleted',
    ]);
  });

  it('is told that the list began anew when more was missed, and loads it', async () => {
    await say(named('old', 3));
    await annHas(3);
    const { told, stop } = toldTo(atAnn);
    await annIsAway(async () => {
      await fill('m', 57);
      await say(named('m', 3));
    });
    await until(() => told.length > 0);
    stop();
    expect(told).toEqual(['began anew, with a gap']);
    const found = (await atAnn.messages()).map(wordsOf);
    while (!found.includes('old2')) found.unshift(...(await atAnn.loadOlder()).map(wordsOf));
    expect(found.slice(found.indexOf('old2') + 1)).toHaveLength(60);
    expect(found.slice(-3)).toEqual(named('m', 3));
  });

  it('is told nothing twice, and nothing when there was nothing', async () => {
    await say(named('old', 3));
    await annHas(3);
    const { told, stop } = toldTo(atAnn);
    await annIsAway(async () => {});
    await annIsAway(() => say(['m0']));
    await annIsAway(async () => {});
    await until(() => told.length > 0);
    expect(told).toEqual(['new m0']);
    stop();
    await annIsAway(() => say(['m1']));
    expect(told).toEqual(['new m0']);
  });
});
