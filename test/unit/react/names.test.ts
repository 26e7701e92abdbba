import { describe, expect, it } from '@jest/globals';
import { contactNames } from '../../../client-example/secure-chat/src/contacts/contact-names.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { useChannelTitle } from '../../../client-example/secure-chat/src/react/use-channel-title.ts';
import { useNameOf } from '../../../client-example/secure-chat/src/react/use-name-of.ts';
import { useRenamings } from '../../../client-example/secure-chat/src/react/use-renamings.ts';
import { foldName } from '../../../client-example/secure-chat/src/stream/fold-name.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { CID, openedChannel, provided, streamOfAlice, tell } from './shared-chat.ts';

/** Alice's client, whose server knows these people; and what it was asked. */
const withPeople = (people: Record<string, { name?: string; deleted_at?: string }>) => {
  const stream = streamOfAlice();
  const asked: string[][] = [];
  const server = { isUp: true };
  stream.queryUsers = (async ({ id: { $in: ids } }: { id: { $in: string[] } }) => {
    asked.push(ids);
    if (!server.isUp) throw new Error('no connection');
    const users = ids.flatMap((id) => (people[id] ? [{ id, ...people[id] }] : []));
    for (const user of users) stream.state.users[user.id] = user;
    return { users };
  }) as never;
  const { channel } = { channel: openedChannel(stream).encrypted.stream };
  return { stream, channel, asked, server };
};

describe('the name of somebody', () => {
  it('who has left stays in what was written before: Stream is asked for it, once', async () => {
    const { stream, channel, asked } = withPeople({ dave: { name: 'Dave' } });
    const { latest, redraw } = await renderHook(() => {
      const nameOf = useNameOf(channel);
      return [nameOf('dave'), nameOf('bob'), nameOf('alice')];
    }, provided({ stream }));
    await acting(() => {});
    expect(latest()).toEqual(['Dave', 'Bob', 'you']);
    await redraw();
    expect(asked).toEqual([['dave']]);
  });

  it('who was erased, who has none, and who is not known yet are three different people', async () => {
    const { stream, channel } = withPeople({ eve: {}, old: { name: 'Old', deleted_at: '2026-01-01' } });
    channel.state.members.carl = { user_id: 'carl', user: { id: 'carl' } };
    const names: string[][] = [];
    const { latest } = await renderHook(() => {
      const nameOf = useNameOf(channel);
      names.push(['gone', 'eve', 'old', 'carl'].map(nameOf));
      return names.at(-1);
    }, provided({ stream }));
    await acting(() => {});
    const [gone, nameless] = ['somebody who is no longer here', 'somebody without a name'];
    expect(names[0]).toEqual(['somebody', 'somebody', 'somebody', nameless]);
    expect(latest()).toEqual([gone, nameless, gone, nameless]);
  });

  it('is asked for again after a connection that was lost', async () => {
    const { stream, channel, asked, server } = withPeople({ dave: { name: 'Dave' } });
    server.isUp = false;
    const { latest, redraw } = await renderHook(() => useNameOf(channel)('dave'), provided({ stream }));
    await redraw();
    expect([latest(), asked.length]).toEqual(['somebody', 1]);
    server.isUp = true;
    await acting(() => tell(stream, { type: 'connection.recovered' }));
    await redraw();
    expect(latest()).toBe('Dave');
  });

  it('is told apart from the same name of somebody else, also with other accents and capitals', async () => {
    const { stream, channel } = withPeople({});
    const { latest, redraw } = await renderHook(() => {
      const nameOf = useNameOf(channel);
      return [nameOf('bob'), nameOf('mallory-4f2a1c'), nameOf('carol')];
    }, provided({ stream }));
    const mallory = { id: 'mallory-4f2a1c', name: 'Bób ' };
    stream.state.users[mallory.id] = mallory;
    await redraw();
    expect(latest()).toEqual(['Bob (id ends in bob)', 'Bób (id ends in 4f2a1c)', 'Carol']);
    tell(stream, { type: 'user.updated', user: { ...mallory, name: 'Mallory' } });
    await redraw();
    expect(latest()).toEqual(['Bob', 'Mallory', 'Carol']);
  });
});

describe('what a channel is called', () => {
  const titleOf = async (id: string, members: readonly string[], data: Record<string, unknown> = {}) => {
    const stream = streamOfAlice();
    stream.state.users = {};
    const channel = stream.channel('encrypted', id);
    channel.data = data as never;
    channel.state.members = Object.fromEntries(
      members.map((name) => [name.toLowerCase(), { user: { id: name.toLowerCase(), name } }]),
    );
    return (await renderHook(() => useChannelTitle(channel), provided({ stream }))).latest();
  };

  it('a group that shrank to two is not the conversation of the two', async () => {
    expect(await titleOf('some-group', ['Alice', 'Bob'])).toBe('Group with Bob');
    expect(await titleOf('pair-abc', ['Alice', 'Bob'])).toBe('Bob');
  });

  it('nobody reads along unseen: all are named, or counted', async () => {
    const people = ['Dave', 'Alice', 'Carol', 'Bob'];
    expect(await titleOf('group', people)).toBe('Bob, Carol and Dave');
    expect(await titleOf('group', [...people, 'Eve'])).toBe('Bob, Carol and 2 others');
    expect(await titleOf('group', people, { member_count: 120 })).toBe('Bob, Carol and 117 others');
    expect(await titleOf('group', ['Alice', 'Bob'], { member_count: 3 })).toBe('Bob and 1 other');
  });

  it('a long name does not push the others out of sight', async () => {
    const long = 'Maximiliane-Alexandra-Wilhelmina-von-und-zu-Tann';
    expect(await titleOf('group', ['Alice', 'Bob', long])).toBe('Bob and Maximiliane-Alexand…');
    expect(await titleOf('pair-abc', ['Alice', long])).toBe('Maximiliane-Alexandra-Wilhelmina-von-un…');
  });

  it('a name it was given comes first', async () => {
    expect(await titleOf('group', ['Alice', 'Bob'], { name: 'Choir' })).toBe('Choir');
  });

  it('follows who comes', async () => {
    const stream = streamOfAlice();
    const channel = openedChannel(stream).encrypted.stream;
    const { latest } = await renderHook(() => useChannelTitle(channel), provided({ stream }));
    const carol = { id: 'carol', name: 'Carol' };
    await acting(() => {
      channel.state.members.carol = { user: carol };
      tell(stream, { type: 'member.added', cid: CID, member: { user: carol } });
    });
    expect(latest()).toBe('Bob and Carol');
  });
});

describe('a contact who takes another name', () => {
  it('is told of once, by both names, in whatever conversation', async () => {
    const stream = streamOfAlice();
    const channel = openedChannel(stream).encrypted.stream;
    stream.state.updateUserReference({ id: 'bob', name: 'Bob' }, CID);
    const storage = memoryStorage();
    const chat = () => ({ stream, contactNames: contactNames(storage) });
    const first = await renderHook(() => useRenamings(channel), provided(chat()));
    expect(first.latest()).toEqual([]);
    await acting(() => tell(stream, { type: 'user.updated', user: { id: 'bob', name: 'Robert' } }));
    await acting(() => {});
    expect(first.latest()).toMatchObject([{ userId: 'bob', words: 'Bob is now called “Robert”' }]);
    await first.unmount(); // it stands until it is noted, after a reload too
    const again = await renderHook(() => useRenamings(channel), provided(chat()));
    await acting(() => {});
    expect(again.latest()).toHaveLength(1);
    await acting(() => again.latest()[0]?.note());
    expect(again.latest()).toEqual([]);
    const later = await renderHook(() => useRenamings(channel), provided(chat()));
    await acting(() => {});
    expect(later.latest()).toEqual([]);
  });
});

it('names are compared without accents, capitals and the letters that stand for two', () => {
  expect(['José', 'ZOË', 'Søren', 'Łukasz', 'Strauß', ' Anna  Lena '].map(foldName)).toEqual([
    'jose',
    'zoe',
    'soren',
    'lukasz',
    'strauss',
    'anna lena',
  ]);
});
