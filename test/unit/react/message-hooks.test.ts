import { describe, expect, it } from '@jest/globals';
import type { LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { ReadMessage } from '../../../client-example/secure-chat/src/messages/incoming.ts';
import type { OutboxEntry } from '../../../client-example/secure-chat/src/outbox/outbox-entry.ts';
import { useOwnWords } from '../../../client-example/secure-chat/src/react/secure-chat-context.ts';
import { useGaps } from '../../../client-example/secure-chat/src/react/use-gaps.ts';
import { useLastMessage } from '../../../client-example/secure-chat/src/react/use-last-message.ts';
import {
  useMessageContent,
  useQuotedMessage,
} from '../../../client-example/secure-chat/src/react/use-message-content.ts';
import { useReactions } from '../../../client-example/secure-chat/src/react/use-reactions.ts';
import { useReadMessage } from '../../../client-example/secure-chat/src/react/use-read-message.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { CID, epochOf, openedChannel, provided, streamOfAlice, tell } from './shared-chat.ts';

const message = (id: string, text: string, from = 'bob') =>
  ({ id, text, type: 'regular', user: { id: from }, updated_at: new Date(0) }) as unknown as LocalMessage;
const words = (text: string) => ({ kind: 'message', text, attachments: [] }) as unknown as ReadMessage;
const unreadable = { kind: 'unreadable', id: 'm1', from: 'bob', reason: 'other-session' } as const;

/** A channel that decrypts when the test says so, and remembers what it has read. */
const reading = (parts: Partial<EncryptedChannel> = {}) => {
  const stream = streamOfAlice();
  const asked: string[] = [];
  const known = new Map<string, ReadMessage>();
  let answer: (read: ReadMessage) => void = () => {};
  const opened = openedChannel(stream, {
    peek: ({ id }) => known.get(id),
    read: ({ id }) => {
      asked.push(id);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    ...parts,
  });
  return { ...opened, stream, asked, known, answer: (read: ReadMessage) => acting(() => answer(read)) };
};

describe('useReadMessage', () => {
  it('reads once, and by itself again what could not be read when another epoch was verified', async () => {
    const { encrypted, stream, asked, answer, start, listeners } = reading();
    const rendered = await renderHook(
      () => useReadMessage(encrypted, message('m1', 'cipher')),
      provided({ stream }),
    );
    expect(rendered.latest()).toBeUndefined();
    await answer(unreadable);
    await rendered.redraw();
    expect(rendered.latest()).toEqual(unreadable);
    expect(asked).toEqual(['m1']);
    await acting(() => start(epochOf(2, 'bob', 'alice', 'bob')));
    await answer(words('clear'));
    expect(rendered.latest()).toMatchObject({ text: 'clear' });
    expect(asked).toEqual(['m1', 'm1']);
    await rendered.unmount();
    expect(listeners.size).toBe(0);
  });

  it.each<[string, Partial<LocalMessage>]>([
    ['under another name', { user: { id: 'carol' } }],
    ['in another thread', { parent_id: 'm0' }],
    ['in the channel besides', { parent_id: 'm0', show_in_channel: true }],
    ['as an answer to another one', { quoted_message_id: 'm0' }],
    ['with other mentions', { mentioned_users: [{ id: 'carol' }] }],
    ['at another time', { created_at: new Date(1) }],
  ])('shows no words of before of a message that now stands %s', async (_, around) => {
    const { encrypted, stream, asked, answer } = reading();
    let now = message('m1', 'cipher');
    const rendered = await renderHook(() => useReadMessage(encrypted, now), provided({ stream }));
    await answer(words('clear'));
    now = { ...now, ...around };
    await rendered.redraw();
    expect(rendered.latest()).toBeUndefined();
    expect(asked).toEqual(['m1', 'm1']);
    await answer(unreadable);
    expect(rendered.latest()).toEqual(unreadable);
  });

  it('takes nothing that the channel read again of another version, and reads its own', async () => {
    let tell: (held: LocalMessage, read: ReadMessage) => void = () => {};
    const { encrypted, stream, asked, answer } = reading({
      subscribeToReadAgain: (listener) => {
        tell = listener;
        return () => {};
      },
    });
    const shown = message('m1', 'cipher');
    const { latest } = await renderHook(() => useReadMessage(encrypted, shown), provided({ stream }));
    await answer({ ...unreadable, isPassing: true });
    await acting(() => tell(message('m1', 'cipher', 'carol'), words('of Carol')));
    expect(latest()).toMatchObject({ kind: 'unreadable' });
    await answer(words('of Bob'));
    expect(latest()).toMatchObject({ text: 'of Bob' });
    expect(asked).toEqual(['m1', 'm1']);
  });

  it('shows what a server did not answer for as soon as the channel has read it', async () => {
    let tell: (id: string, read: ReadMessage) => void = () => {};
    const { encrypted, stream, answer } = reading({
      subscribeToReadAgain: (listener) => {
        tell = (id, read) => listener(message(id, 'cipher'), read);
        return () => {};
      },
    });
    const rendered = await renderHook(
      () => useReadMessage(encrypted, message('m1', 'cipher')),
      provided({ stream }),
    );
    await answer({ ...unreadable, isPassing: true });
    await acting(() => tell('m2', words('of another')));
    expect(rendered.latest()).toMatchObject({ kind: 'unreadable' });
    await acting(() => tell('m1', words('clear')));
    expect(rendered.latest()).toMatchObject({ text: 'clear' });
  });

  it('follows the channel once, however many messages there are', async () => {
    const { encrypted, stream, listeners } = reading();
    const ids = ['m1', 'm2', 'm3'];
    await renderHook(
      () => ids.map((id) => useReadMessage(encrypted, message(id, 'cipher'))),
      provided({ stream }),
    );
    expect(listeners.size).toBe(1);
  });

  it('answers at once what was read before, without reading', async () => {
    const { encrypted, stream, asked, known } = reading();
    known.set('m1', words('clear'));
    const rendered = await renderHook(
      () => useReadMessage(encrypted, message('m1', 'cipher')),
      provided({ stream }),
    );
    expect(rendered.latest()).toMatchObject({ text: 'clear' });
    expect(rendered.draws()).toBe(1);
    expect(asked).toEqual([]);
  });
});

describe('useMessageContent', () => {
  const shown = (channel: ReturnType<typeof reading>, shownMessage: LocalMessage) =>
    renderHook(
      () => ({ content: useMessageContent(channel.encrypted, shownMessage), ownWords: useOwnWords() }),
      provided({ stream: channel.stream }),
    );

  it('never shows what stands in the message, but what was verified', async () => {
    const channel = reading();
    const { latest } = await shown(channel, message('m1', 'cipher'));
    expect(latest().content).toEqual({ content: { text: 'Decrypting…' }, isDecrypting: true });
    await channel.answer(words('clear'));
    expect(latest().content).toMatchObject({ content: { text: 'clear' }, isDecrypting: false });
  });

  it('keeps the signed revision beside new words that wait', async () => {
    const channel = reading();
    channel.known.set('m1', { ...words('clear'), rev: 1, sentAt: 'then' } as ReadMessage);
    const { latest } = await shown(channel, message('m1', 'cipher', 'alice'));
    const waiting = { kind: 'edit', text: 'newer' } as OutboxEntry;
    await acting(() => latest().ownWords.write('m1', { text: 'clear', attachments: [], waiting }));
    expect(latest().content.content).toMatchObject({ text: 'newer', rev: 1, sentAt: 'then' });
  });

  it('says why there are no words', async () => {
    const channel = reading();
    const { latest } = await shown(channel, message('m1', 'cipher'));
    await channel.answer(unreadable);
    expect(latest().content).toMatchObject({ content: { text: '' }, unreadable: 'other-session' });
  });

  it('shows own words on their way, and what they failed with; nobody else’s under their id', async () => {
    const channel = reading();
    const failure = new Error('no');
    const { latest } = await shown(channel, message('m1', 'mine', 'alice'));
    expect(latest().content.isDecrypting).toBe(true);
    await acting(() => latest().ownWords.write('m1', { text: 'mine', attachments: [] }));
    await acting(() => latest().ownWords.fail('m1', failure));
    expect(latest().content).toMatchObject({ content: { text: 'mine' }, own: { failure } });
    await acting(() => latest().ownWords.write('m1', { text: 'other', attachments: [] }));
    expect(latest().content.own).toBeUndefined();
  });
});

it('useMessageContent does not decrypt own words that have not been sent', async () => {
  const { encrypted, stream, asked } = reading();
  let now = message('m1', 'cipher');
  const rendered = await renderHook(
    () => ({ ...useMessageContent(encrypted, now), ownWords: useOwnWords() }),
    provided({ stream }),
  );
  await acting(() => rendered.latest().ownWords.write('m2', { text: 'mine', attachments: [] }));
  now = message('m2', 'mine', 'alice');
  await rendered.redraw();
  expect(rendered.latest().content.text).toBe('mine');
  expect(asked).toEqual(['m1']);
});

describe('useQuotedMessage', () => {
  const quoting = { ...message('m2', 'cipher'), quoted_message: message('m1', 'cipher') } as LocalMessage;
  const saying = (text: string, hash: string, original = hash) =>
    ({ kind: 'message', text, attachments: [], proof: { hash, original } }) as unknown as ReadMessage;
  const answering = (id: string) => ({ ...words('yes'), quoted: { id, hash: 'seen' } }) as ReadMessage;
  const shown = async (quoted: ReadMessage | null, reference = 'm1') => {
    const { known, answer, ...channel } = reading();
    known.set('m2', answering(reference));
    if (quoted) known.set('m1', quoted);
    const { stream, encrypted } = channel;
    const { latest } = await renderHook(() => useQuotedMessage(encrypted, quoting), provided({ stream }));
    return { latest, answer, ...channel };
  };

  it('shows the words that the author saw, and those that came of them marked', async () => {
    expect((await shown(saying('cake?', 'seen'))).latest()?.text).toBe('cake?');
    const { latest } = await shown(saying('wire the 50 000?', 'edited', 'seen'));
    expect(latest()?.text).toBe('wire the 50 000? (changed since it was quoted)');
  });

  it('shows no words, and nobody’s name, of another message that has the id of the quoted one now', async () => {
    const { latest } = await shown(saying('wire the 50 000?', 'other'));
    expect(latest()).toMatchObject({ id: 'm1', text: 'What was quoted is not there any more' });
    expect(latest()?.user).toBeUndefined();
  });

  it('shows nothing that its author did not quote, whatever Stream hands over beside it', async () => {
    const { latest } = await shown(saying('wire the 50 000?', 'other'), 'm0');
    expect(latest()).toMatchObject({ id: 'm0', text: 'What was quoted is not there any more' });
    const { known, encrypted, stream } = reading();
    known.set('m2', words('yes'));
    const bare = await renderHook(() => useQuotedMessage(encrypted, quoting), provided({ stream }));
    expect(bare.latest()).toBeNull();
  });

  it('shows what was quoted also when Stream hands it over no more, as long as it is loaded', async () => {
    const { known, encrypted, stream } = reading();
    known.set('m2', answering('m1')).set('m1', saying('cake?', 'seen'));
    encrypted.stream.state.findMessage = (id) => (id === 'm1' ? message('m1', 'cipher') : undefined);
    const without = { ...quoting, quoted_message: null } as LocalMessage;
    const { latest } = await renderHook(() => useQuotedMessage(encrypted, without), provided({ stream }));
    expect(latest()?.text).toBe('cake?');
  });

  it('waits for the quoted words to be verified, and says what they are not', async () => {
    const { latest, answer } = await shown(null);
    expect(latest()?.text).toBe('Decrypting…');
    await answer(unreadable);
    expect(latest()?.text).toBe('Message not shown');
  });
});

describe('useLastMessage', () => {
  it('opens the channel, decrypts the last message, and follows new ones', async () => {
    const { encrypted, stream, known } = reading();
    known.set('m1', words('clear')).set('m2', words('newer'));
    const { state } = encrypted.stream;
    state.latestMessages = [message('m1', 'cipher')];
    const { latest } = await renderHook(
      () => useLastMessage(encrypted.stream),
      provided({ stream, openChannel: async () => encrypted }),
    );
    expect(latest()?.text).toBe('clear');
    await acting(() => {
      state.latestMessages = [message('m1', 'cipher'), message('m2', 'cipher')];
      tell(stream, { type: 'message.new', cid: CID });
    });
    expect(latest()?.text).toBe('newer');
  });

  it('says in our words why one of our own has not gone, and its text while it only waits', async () => {
    const { encrypted, stream } = reading();
    const waits = { kind: 'message', state: 'waiting', reason: 'no-connection' } as OutboxEntry;
    const own = { ...message('m1', 'mine', 'alice'), status: 'failed' } as LocalMessage;
    encrypted.stream.state.latestMessages = [own];
    const { latest, redraw } = await renderHook(
      () => ({ ownWords: useOwnWords(), shown: useLastMessage(encrypted.stream) }),
      provided({ stream, openChannel: async () => encrypted }),
    );
    const write = (waiting: OutboxEntry) =>
      latest().ownWords.write('m1', { text: 'mine', attachments: [], waiting, uploaded: undefined });
    write({ ...waits, state: 'kept-back', reason: 'removed' });
    await redraw();
    expect(latest().shown).toMatchObject({
      text: 'Kept back: you are not in this conversation any more.',
      status: 'received',
    });
    write(waits);
    await redraw();
    expect(latest().shown).toMatchObject({ text: 'mine', status: 'failed' });
  });

  it('shows no ciphertext of a channel that cannot be opened', async () => {
    const { encrypted, stream } = reading();
    encrypted.stream.state.latestMessages = [message('m1', 'cipher')];
    const { latest } = await renderHook(
      () => useLastMessage(encrypted.stream),
      provided({ stream, openChannel: () => Promise.reject(new Error('no')) }),
    );
    expect(latest()?.text).toBe('Cannot be read on this device');
  });
});

it.each<[string, (channel: EncryptedChannel, shown: LocalMessage) => unknown]>([
  ['useReactions', (channel, shown) => useReactions(channel, shown)],
  ['useGaps', (channel, shown) => useGaps(channel, [shown])],
])('%s looks again when a message stands under another name', async (_, hook) => {
  let times = 0;
  const look = async () => {
    times += 1;
    return [];
  };
  const { encrypted, stream } = reading({ reactionsOf: look, gaps: look, peekReactions: () => [] });
  const reacted = { latest_reactions: [{ type: 'a', user_id: 'alice' }] } as Partial<LocalMessage>;
  let now = { ...message('m1', 'cipher'), ...reacted };
  const rendered = await renderHook(() => hook(encrypted, now), provided({ stream }));
  now = { ...now };
  await rendered.redraw();
  expect(times).toBe(1);
  now = { ...message('m1', 'cipher', 'carol'), ...reacted };
  await rendered.redraw();
  expect(times).toBe(2);
});
