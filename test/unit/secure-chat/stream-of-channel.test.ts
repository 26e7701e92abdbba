import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, Event } from 'stream-chat';
import {
  type ChannelAtStream,
  channelAtStream,
  type StreamChange,
} from '../../../client-example/secure-chat/src/epochs/channel-at-stream.ts';
import type { Recovery, RecoveryListener } from '../../../client-example/secure-chat/src/stream/recovery.ts';

const CID = 'encrypted:one';

type Listener = (event: Event) => void;

let asked: unknown[];
/** Who Stream answers are the members; what it does before. */
let atServer: { members: string[]; before: () => unknown; data: object | null };
let channel: Channel;
let channelListeners: Set<Listener>;
let clientListeners: Set<Listener>;
let recoveries: Set<RecoveryListener>;

const listening = (listeners: Set<Listener>) => (listener: Listener) => {
  listeners.add(listener);
  return { unsubscribe: () => void listeners.delete(listener) };
};

/** A channel that is loaded with these members, of so many. */
const loaded = (members: string[], count = members.length, data: object = {}) => {
  const client = {
    userID: 'alice',
    on: (type: string, listener: Listener) =>
      listening(clientListeners)((event) => event.type === type && listener(event)),
    dispatchEvent: (event: Event) => {
      asked.push(['dispatch', event.type]);
    },
    queryChannelsRequest: async (...about: unknown[]) => {
      asked.push(['channels', ...about]);
      return atServer.data ? [{ channel: atServer.data }] : [];
    },
  };
  const state = { members: Object.fromEntries(members.map((id) => [id, {}])), membership: {} };
  const made = {
    cid: CID,
    type: 'encrypted',
    id: 'one',
    data: { member_count: count, ...data },
    state,
    getClient: () => client,
    on: listening(channelListeners),
    watch: async () => void asked.push('watch'),
    queryMembers: async () => {
      asked.push('members');
      const { members } = atServer;
      await atServer.before();
      return { members: members.map((user_id) => ({ user_id })) };
    },
  };
  channel = made as unknown as Channel;
};

const recovery = {
  subscribe: (listener: RecoveryListener) => {
    recoveries.add(listener);
    return () => void recoveries.delete(listener);
  },
} as unknown as Recovery;

const opened = (): Promise<ChannelAtStream> => channelAtStream(channel, recovery);
const tell = (event: object) => {
  for (const listener of [...channelListeners]) listener(event as Event);
};
const tellClient = (event: object) => {
  for (const listener of [...clientListeners]) listener(event as Event);
};
const recovers = {
  begins: () => {
    for (const { begins } of recoveries) begins();
  },
  ends: (isFresh = true) => {
    for (const { ends } of recoveries) ends((cid) => isFresh && cid === CID);
  },
};

beforeEach(() => {
  asked = [];
  atServer = { members: ['alice', 'bob'], before: () => {}, data: { session_id: 'new' } };
  [channelListeners, clientListeners, recoveries] = [new Set(), new Set(), new Set()];
  loaded(['alice', 'bob']);
});

describe('who is in the channel', () => {
  it('is known where all are loaded, and else asked for', async () => {
    expect((await opened()).members()).toEqual(new Set(['alice', 'bob']));
    expect(asked).toEqual([]);
    atServer.members = ['alice', 'bob', 'carol'];
    for (const [members, count] of [
      [['alice', 'bob'], 3],
      [[], 0],
    ] as const) {
      loaded([...members], count);
      expect((await opened()).members()).toEqual(new Set(atServer.members));
    }
    expect(asked).toEqual(['members', 'members']);
  });

  it('is asked for where nothing is said of the channel', async () => {
    channel.data = undefined;
    await opened();
    expect(asked).toEqual(['members']);
  });

  it('is what is noted, before Stream tells of it', async () => {
    const stream = await opened();
    stream.note('carol', true);
    stream.note('bob', false);
    expect(stream.members()).toEqual(new Set(['alice', 'carol']));
  });

  it('is what was heard last while Stream was asked, and no less what was heard before', async () => {
    const stream = await opened();
    stream.note('bob', false);
    atServer.members = ['alice', 'bob', 'dave'];
    atServer.before = () => {
      stream.note('carol', true);
      stream.note('dave', false);
    };
    await stream.reload();
    expect(stream.members()).toEqual(new Set(['alice', 'bob', 'carol']));
    atServer.before = () => {};
    await stream.reload();
    expect(stream.members()).toEqual(new Set(['alice', 'bob', 'dave']));
  });

  it('is what it was where Stream does not answer', async () => {
    const stream = await opened();
    atServer.before = () => {
      throw new Error('offline');
    };
    await expect(stream.reload()).rejects.toThrow('offline');
    expect(stream.members()).toEqual(new Set(['alice', 'bob']));
  });
});

describe('asking Stream anew', () => {
  it('brings the data besides, of this channel alone and without its messages', async () => {
    const stream = await opened();
    Object.assign(channel, { data: { own_capabilities: ['send'], history_policy: 'whole' } });
    await stream.reload();
    const options = { limit: 1, state: false, watch: false, presence: false };
    expect(asked).toEqual(['members', ['channels', { cid: CID }, [], options]]);
    expect(channel.data).toEqual({ own_capabilities: ['send'], session_id: 'new' });
  });

  it('adds no rights that were not known', async () => {
    const stream = await opened();
    for (const data of [{}, undefined]) {
      channel.data = data as never;
      await stream.reload();
      expect(channel.data).toStrictEqual({ session_id: 'new' });
    }
  });

  it('leaves the data where the channel is not found', async () => {
    const stream = await opened();
    atServer.data = null;
    const { data } = channel;
    await stream.reload();
    expect(channel.data).toBe(data);
  });
});

describe('what the channel’s data say', () => {
  it('is the name of a session, and what may be read by who comes later', async () => {
    loaded(['alice'], 1, { session_id: 'named', history_policy: 'whole' });
    const stream = await opened();
    expect([stream.cid, stream.namedSession(), stream.history()]).toEqual([CID, 'named', 'whole']);
  });

  it('is nothing that is not so: then the history is from now on', async () => {
    loaded(['alice'], 1, { history_policy: 'all' });
    const stream = await opened();
    expect([stream.namedSession(), stream.history()]).toEqual([undefined, 'fromNowOn']);
    channel.data = undefined;
    expect([stream.namedSession(), stream.history()]).toEqual([undefined, 'fromNowOn']);
  });

  it('is who has put this user in, until that is accepted here', async () => {
    const stream = await opened();
    expect(stream.invitedBy()).toBeNull();
    channel.state.membership = { invited_by: 'bob' };
    expect(stream.invitedBy()).toBe('bob');
    stream.noteAccepted();
    expect(asked).toEqual([['dispatch', 'member.updated']]);
  });
});

describe('events', () => {
  let changes: StreamChange[];
  let stream: ChannelAtStream;
  let stop: () => void;
  beforeEach(async () => {
    changes = [];
    stream = await opened();
    stop = stream.onChange((change) => changes.push(change));
  });

  it('change the members before that is told', () => {
    const seen: string[][] = [];
    stream.onChange(() => seen.push([...stream.members()]));
    tell({ type: 'member.added', member: { user_id: 'carol' } });
    tell({ type: 'member.removed', user: { id: 'bob' } });
    expect(changes).toEqual(['members', 'members']);
    expect(seen).toEqual([
      ['alice', 'bob', 'carol'],
      ['alice', 'carol'],
    ]);
  });

  it('name a member rather than who has done it', () => {
    tell({ type: 'member.removed', member: { user_id: 'bob' }, user: { id: 'alice' } });
    expect(stream.members()).toEqual(new Set(['alice']));
  });

  it('that name nobody change no member', () => {
    tell({ type: 'member.removed' });
    tell({ type: 'member.added', member: {} });
    expect([changes, [...stream.members()]]).toEqual([
      ['members', 'members'],
      ['alice', 'bob'],
    ]);
  });

  it('of data and invitations change no member, and others are not told', () => {
    tell({ type: 'channel.updated', user: { id: 'carol' } });
    tell({ type: 'member.updated', member: { user_id: 'carol' } });
    tell({ type: 'message.new', user: { id: 'bob' } });
    expect([changes, [...stream.members()]]).toStrictEqual([
      ['data', 'invitation'],
      ['alice', 'bob'],
    ]);
  });

  it('of somebody erased take them out, if they were in', () => {
    tellClient({ type: 'user.deleted', user: { id: 'carol' } });
    tellClient({ type: 'user.deleted' });
    tellClient({ type: 'user.updated', user: { id: 'bob' } });
    expect(changes).toEqual([]);
    tellClient({ type: 'user.deleted', user: { id: 'bob' } });
    expect([changes, [...stream.members()]]).toEqual([['members'], ['alice']]);
  });

  it('are listened to no more once that is stopped', () => {
    stop();
    expect([channelListeners.size, clientListeners.size, recoveries.size]).toEqual([0, 0, 0]);
  });

  describe('of a lost connection that is there again', () => {
    it('bring who is loaded then, but for what was heard meanwhile', async () => {
      recovers.begins();
      tell({ type: 'member.removed', member: { user_id: 'bob' } });
      channel.state.members = { alice: {}, bob: {}, carol: {} } as never;
      Object.assign(channel, { data: { member_count: 3 } });
      recovers.ends();
      expect([[...stream.members()], stream.mayHaveMissed()]).toEqual([['alice', 'carol'], false]);
      expect(changes).toEqual(['members', 'recovered']);
      await stream.reload();
      expect(asked).not.toContain('watch');
    });

    it('leave what may have been missed where not all are loaded, until Stream is asked', async () => {
      Object.assign(channel, { data: { member_count: 3 } });
      recovers.begins();
      recovers.ends();
      expect([stream.mayHaveMissed(), changes, [...stream.members()]]).toEqual([
        true,
        ['recovered'],
        ['alice', 'bob'],
      ]);
      await stream.reload();
      expect([stream.mayHaveMissed(), asked.includes('watch')]).toEqual([false, false]);
    });

    it('leave a channel that was not among those asked for to be listened to again, once', async () => {
      recovers.begins();
      recovers.ends(false);
      expect(stream.mayHaveMissed()).toBe(true);
      await stream.reload();
      await stream.reload();
      expect(asked.filter((one) => one === 'watch')).toHaveLength(1);
      expect(asked[0]).toBe('watch');
      expect(stream.mayHaveMissed()).toBe(false);
    });

    it('are nothing for a channel that was opened meanwhile', () => {
      recovers.ends(false);
      expect([changes, stream.mayHaveMissed()]).toEqual([[], false]);
    });

    it('begin anew when it is lost again before', () => {
      recovers.begins();
      tell({ type: 'member.removed', member: { user_id: 'bob' } });
      recovers.begins();
      recovers.ends();
      expect([...stream.members()]).toEqual(['alice', 'bob']); // as loaded then
    });
  });
});
