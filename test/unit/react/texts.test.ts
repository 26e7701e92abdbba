import { describe, expect, it } from '@jest/globals';
import { createElement, Fragment } from 'react';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import { englishTexts, type Texts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import { TextsProvider, useTexts } from '../../../client-example/secure-chat/src/react/texts-context.ts';
import { useConnectionState } from '../../../client-example/secure-chat/src/react/use-connection-state.ts';
import { useEpochChanges } from '../../../client-example/secure-chat/src/react/use-epoch-changes.ts';
import { useNameOf } from '../../../client-example/secure-chat/src/react/use-name-of.ts';
import { useProblemWords } from '../../../client-example/secure-chat/src/react/use-problem-words.ts';
import { useRetryWhenOnline } from '../../../client-example/secure-chat/src/react/use-retry-when-online.ts';
import { useSafetyNumber } from '../../../client-example/secure-chat/src/react/use-safety-number.ts';
import { acting, renderHook } from '../../support/render-hook.ts';
import { openedChannel, provided, streamOfAlice, tell } from './shared-chat.ts';

const german: Pick<Texts, 'people' | 'epochs'> = {
  people: {
    you: 'du',
    gone: 'jemand, der nicht mehr hier ist',
    nameless: 'jemand ohne Namen',
    somebody: 'jemand',
    ownOtherDevice: 'ein anderes deiner Geräte',
    unnamed: 'Ohne Namen',
    toldApart: (name, tail) => `${name} (…${tail})`,
    inList: (names) => names.join(' und '),
    renamed: (before, now) => `${before} heißt jetzt ${now}`,
    andOthers: (names, others) => `${names.join(', ')} und ${others} weitere`,
  },
  epochs: {
    change: ({ by }) => `${by} → neu`,
    started: (name) => (name === 'du' ? 'du hast begonnen' : `${name} hat begonnen`),
    letYouIn: (name) => `${name} hat dich eingelassen`,
    time: () => 'heute',
  },
};

describe('texts', () => {
  it('of another language show through the hooks; groups that are left out stay English', async () => {
    const stream = streamOfAlice();
    const { encrypted } = openedChannel(stream);
    const { latest } = await renderHook(
      () => ({
        beginning: useEpochChanges(encrypted).beginning?.words,
        nameOf: useNameOf(encrypted.stream),
        words: useProblemWords()(new SecureChatError('NOT_READY')),
      }),
      provided({ stream }, german),
    );
    expect(latest().beginning).toBe('Du hast begonnen');
    expect(latest().nameOf('x')).toBe('jemand');
    expect(latest().words).toBe(englishTexts.problems.ofTheCore.NOT_READY);
  });

  it('stand above the provider of the chat too, for the screens before it', async () => {
    const { latest } = await renderHook(useTexts, (inside) =>
      createElement(TextsProvider, { texts: german }, createElement(Fragment, null, inside)),
    );
    expect(latest().people.you).toBe('du');
    expect(latest().notices).toBe(englishTexts.notices);
  });

  it('leave no word out: the compiler asks for it', () => {
    const { gone: _, ...someWords } = german.people;
    // @ts-expect-error a word is missing
    const people: Texts['people'] = someWords;
    // @ts-expect-error a group is missing
    const whole: Texts = german;
    // @ts-expect-error this is no group
    const unknown: Partial<Texts> = { nonsense: {} };
    expect([people, whole, unknown]).toHaveLength(3);
  });
});

it('hooks know no document, and say when their provider is missing', async () => {
  expect(typeof document).toBe('undefined');
  const bare = (inside: React.ReactNode) => createElement(Fragment, null, inside);
  await expect(renderHook(() => useSafetyNumber('bob'), bare)).rejects.toThrow('SecureChatProvider');
});

it('useConnectionState follows Stream and the network of the device', async () => {
  const stream = streamOfAlice();
  let state: 'online' | 'offline' = 'online';
  const listeners = new Set<() => void>();
  const networkChanges = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const { latest, unmount } = await renderHook(
    () => useConnectionState(networkChanges),
    provided({ stream, connectionState: () => state }),
  );
  expect(latest()).toBe('online');
  await acting(() => {
    state = 'offline';
    for (const listener of listeners) listener();
  });
  expect(latest()).toBe('offline');
  await acting(() => {
    state = 'online';
    tell(stream, { type: 'connection.changed', online: true });
  });
  expect(latest()).toBe('online');
  await unmount();
  expect(listeners.size).toBe(0);
});

it('useRetryWhenOnline tries what has failed again as soon as there is a connection, once each time', async () => {
  const stream = streamOfAlice();
  let state: 'online' | 'reconnecting' = 'reconnecting';
  let hasFailed = false;
  let tries = 0;
  const retry = () => {
    tries += 1;
  };
  const rendered = await renderHook(
    () => useRetryWhenOnline(hasFailed, retry),
    provided({ stream, connectionState: () => state }),
  );
  const go = (to: typeof state) =>
    acting(() => {
      state = to;
      tell(stream, { type: 'connection.changed', online: to === 'online' });
    });
  await go('online');
  expect(tries).toBe(0); // nothing had failed
  hasFailed = true;
  await rendered.redraw();
  expect(tries).toBe(0); // there is a connection: it is for the person
  await go('reconnecting');
  await go('online');
  await rendered.redraw();
  expect(tries).toBe(1);
  await go('reconnecting');
  await go('online');
  expect(tries).toBe(2);
});

it('useSafetyNumber says why there is none, and looks again when asked', async () => {
  const stream = streamOfAlice();
  const found = { groups: ['12345'], qrText: '12345' };
  const outcomes = [new Error('no'), found];
  const safetyNumber = async () => {
    const outcome = outcomes.shift();
    if (!outcome || outcome instanceof Error) throw outcome;
    return outcome as never;
  };
  const { latest } = await renderHook(() => useSafetyNumber('bob'), provided({ stream, safetyNumber }));
  expect(latest()).toMatchObject({ safetyNumber: null, error: new Error('no'), isLoading: false });
  await acting(() => latest().retry());
  expect(latest()).toMatchObject({ safetyNumber: found, error: null, isLoading: false });
});
