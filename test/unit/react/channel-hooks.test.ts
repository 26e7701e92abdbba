import { describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { Decision } from '../../../client-example/secure-chat/src/errors.ts';
import {
  useChannelEnding,
  useLeaveChannel,
} from '../../../client-example/secure-chat/src/react/use-channel-ending.ts';
import { useContactNotices } from '../../../client-example/secure-chat/src/react/use-contact-notices.ts';
import { useEncryptedChannel } from '../../../client-example/secure-chat/src/react/use-encrypted-channel.ts';
import { useEpochChanges } from '../../../client-example/secure-chat/src/react/use-epoch-changes.ts';
import { useLastMessage } from '../../../client-example/secure-chat/src/react/use-last-message.ts';
import { useMembers } from '../../../client-example/secure-chat/src/react/use-members.ts';
import { useSecurityNotice } from '../../../client-example/secure-chat/src/react/use-security-notice.ts';
import { useWaiting } from '../../../client-example/secure-chat/src/react/use-waiting.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { CID, epochOf, openedChannel, provided, streamOfAlice, tell } from './shared-chat.ts';

describe('useEncryptedChannel', () => {
  it('says why a channel is not open, tries again when asked, and shares what is open', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream);
    const outcomes: (Error | EncryptedChannel)[] = [new Error('no'), encrypted];
    let asked = 0;
    const openChannel = async () => {
      const outcome = outcomes[asked++];
      if (!outcome || outcome instanceof Error) throw outcome;
      return outcome;
    };
    const both = () => [useEncryptedChannel(CID), useEncryptedChannel(CID)] as const;
    const { latest } = await renderHook(both, provided({ stream, openChannel }));
    expect(latest()[0]).toMatchObject({ state: 'failed', error: outcomes[0] });
    await acting(() => latest()[0].retry());
    expect(latest()).toMatchObject([{ state: 'open', channel: encrypted }, { channel: encrypted }]);
    expect(asked).toBe(2);
  });

  it('is opening until then', async () => {
    const openChannel = () => new Promise<EncryptedChannel>(() => {});
    const { latest } = await renderHook(
      () => useEncryptedChannel(CID),
      provided({ stream: streamOfAlice(), openChannel }),
    );
    expect(latest().state).toBe('opening');
  });
});

describe('who looks at a channel', () => {
  const attended = () => {
    const stream = streamOfAlice();
    let attending = 0;
    const attend = () => {
      attending += 1;
      return () => {
        attending -= 1;
      };
    };
    const { encrypted } = openedChannel(stream, { attend });
    const asked: unknown[] = [];
    const openChannel = async (...args: unknown[]) => {
      asked.push(args);
      return encrypted;
    };
    return { stream, encrypted, openChannel, asked, attending: () => attending };
  };

  it('has it attended to as long as it is on the screen', async () => {
    const { stream, openChannel, asked, attending } = attended();
    const { unmount } = await renderHook(() => useEncryptedChannel(CID), provided({ stream, openChannel }));
    expect(asked).toEqual([[CID, { quietly: true }]]);
    expect(attending()).toBe(1);
    await unmount();
    expect(attending()).toBe(0);
  });

  it('is not the row of a list', async () => {
    const { stream, encrypted, openChannel, asked, attending } = attended();
    await renderHook(() => useLastMessage(encrypted.stream), provided({ stream, openChannel }));
    expect(asked).toEqual([[CID, { quietly: true }]]);
    expect(attending()).toBe(0);
  });
});

describe('useWaiting', () => {
  it('follows whether anything waits for Stream', async () => {
    let until: Date | null = null;
    const listeners = new Set<() => void>();
    const waitingUntil = () => until;
    const onWaitingChange = (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
    const { latest, unmount } = await renderHook(useWaiting, provided({ waitingUntil, onWaitingChange }));
    const wait = (end: Date | null) =>
      acting(() => {
        until = end;
        for (const listener of listeners) listener();
      });
    expect(latest()).toBe(false);
    await wait(new Date(1));
    expect(latest()).toBe(true);
    await wait(null);
    expect(latest()).toBe(false);
    await unmount();
    expect(listeners.size).toBe(0);
  });
});

describe('useMembers', () => {
  it('follows who is listed and who can read', async () => {
    const stream = streamOfAlice();
    const { encrypted, start, listeners } = openedChannel(stream);
    const { latest, unmount } = await renderHook(() => useMembers(encrypted), provided({ stream }));
    const seen = () => latest().map(({ name, access }) => `${name} ${access}`);
    expect(seen()).toEqual(['Alice reads', 'Bob reads']);
    await acting(() => {
      encrypted.stream.state.members.carol = { user_id: 'carol', user: { id: 'carol', name: 'Carol' } };
      tell(stream, { type: 'member.added', cid: CID });
    });
    expect(seen()).toEqual(['Alice reads', 'Bob reads', 'Carol not-let-in']);
    await acting(() => start(epochOf(2, 'alice', 'alice', 'bob', 'carol')));
    expect(seen()).toEqual(['Alice reads', 'Bob reads', 'Carol reads']);
    await unmount();
    expect(listeners.size).toBe(0);
  });
});

describe('useSecurityNotice', () => {
  it('puts the standing notice in words, carries out a decision, and is gone when it is lifted', async () => {
    const stream = streamOfAlice();
    const decided: Decision[] = [];
    const carriedOut = Promise.withResolvers<void>();
    const decide = (decision: Decision) => {
      decided.push(decision);
      return carriedOut.promise;
    };
    const { encrypted, notify } = openedChannel(stream, { decide });
    const { latest } = await renderHook(() => useSecurityNotice(encrypted), provided({ stream }));
    expect(latest()).toBeNull();
    await acting(() => notify({ cid: CID, kind: 'contact-replaced', userId: 'bob' }));
    expect(latest()).toMatchObject({ title: 'Sending has stopped', inDoubt: 'bob', deciding: null });
    expect(latest()?.choices.map(({ label }) => label)).toEqual([
      'Go on without Bob',
      'We have compared: use these keys',
    ]);
    await acting(() => void latest()?.decide('keep'));
    expect(decided).toEqual(['keep']);
    expect(latest()?.deciding).toBe('keep');
    await acting(() => {
      carriedOut.resolve();
      notify(null);
    });
    expect(latest()).toBeNull();
  });

  it('says what a decision failed with', async () => {
    const stream = streamOfAlice();
    const failure = new Error('no');
    const { encrypted, notify } = openedChannel(stream, { decide: () => Promise.reject(failure) });
    const { latest } = await renderHook(() => useSecurityNotice(encrypted), provided({ stream }));
    await acting(() => notify({ cid: CID, kind: 'no-access', registered: null }));
    await acting(() => latest()?.decide('start-over'));
    expect(latest()).toMatchObject({ deciding: null, error: failure });
  });
});

it('useContactNotices tells of changed keys in words, until the person has noted it', async () => {
  const stream = streamOfAlice();
  let changed = [{ userId: 'bob', kind: 'grown' as const }];
  const { encrypted, emit } = openedChannel(stream, {
    changedContacts: () => changed,
    noteContact: (userId) => {
      changed = changed.filter((contact) => contact.userId !== userId);
    },
  });
  const { latest } = await renderHook(() => useContactNotices(encrypted), provided({ stream }));
  expect(latest()[0]).toMatchObject({ name: 'Bob', words: expect.stringMatching(/^Bob uses new keys/) });
  await acting(() => latest()[0]?.note());
  expect(latest()).toEqual([]);
  changed = [{ userId: 'carol', kind: 'grown' }];
  await acting(() => emit({ type: 'contact-changed' } as never));
  expect(latest()[0]?.name).toBe('Carol');
});

it('useEpochChanges tells each change of the encryption, and how it began', async () => {
  const stream = streamOfAlice();
  const { encrypted, start } = openedChannel(stream);
  const { latest } = await renderHook(() => useEpochChanges(encrypted), provided({ stream }));
  expect(latest()).toMatchObject({ beginning: { words: 'You started the encryption' }, changes: [] });
  await acting(() => start(epochOf(2, 'bob', 'alice', 'bob', 'carol')));
  expect(latest().changes).toEqual([
    { id: 'session-2', at: '2026-01-02T03:04:05.000Z', words: 'Bob renewed the encryption: Carol joined' },
  ]);
});

describe('useChannelEnding', () => {
  const gone = { type: 'notification.removed_from_channel', cid: CID } as const;
  const both = (encrypted: EncryptedChannel) => () => ({
    ending: useChannelEnding(encrypted.stream),
    leave: useLeaveChannel(encrypted),
  });

  it('tells a removal from the own leaving, and other channels from this one', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream);
    const { latest } = await renderHook(both(encrypted), provided({ stream }));
    await acting(() => tell(stream, { ...gone, cid: 'encrypted:two' }));
    await acting(() => tell(stream, { type: 'member.removed', cid: CID, member: { user_id: 'bob' } }));
    expect(latest().ending).toBeNull();
    await acting(() => tell(stream, gone));
    expect(latest().ending).toBe('removed');
  });

  it('says that the person has left, although Stream tells of it first', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream, { leave: async () => tell(stream, gone) });
    const { latest } = await renderHook(both(encrypted), provided({ stream }));
    await acting(() => latest().leave());
    expect(latest().ending).toBe('left');
  });

  it('says so too of what was left on another device, as the backend has marked it', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream);
    const { latest } = await renderHook(both(encrypted), provided({ stream }));
    await acting(() => tell(stream, { ...gone, member: { user_id: 'alice', leaving: true } }));
    expect(latest().ending).toBe('left');
  });

  it.each([
    ['left', 'right before', '2026-05-01T10:00:59Z'],
    ['removed', 'long before, by a leaving that failed', '2026-05-01T09:00:00Z'],
  ])('says %s where the mark was set %s', async (ending, _, updated_at) => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream);
    const { latest } = await renderHook(both(encrypted), provided({ stream }));
    const member = { user_id: 'alice', leaving: true, updated_at };
    await acting(() => tell(stream, { ...gone, member, created_at: '2026-05-01T10:01:00Z' }));
    expect(latest().ending).toBe(ending);
  });

  it('forgets a leaving that failed', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream, { leave: () => Promise.reject(new Error('no')) });
    const { latest } = await renderHook(both(encrypted), provided({ stream }));
    await acting(() => expect(latest().leave()).rejects.toThrow('no'));
    await acting(() => tell(stream, gone));
    expect(latest().ending).toBe('removed');
  });
});
