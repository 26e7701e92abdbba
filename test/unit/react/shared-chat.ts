import { createElement, type ReactNode } from 'react';
import { type Event, StreamChat } from 'stream-chat';
import type { ChannelEvent } from '../../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { TrustedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import type { SecurityNotice } from '../../../client-example/secure-chat/src/errors.ts';
import { SecureChatProvider } from '../../../client-example/secure-chat/src/react/secure-chat-context.ts';
import type { Texts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import type { SecureChat } from '../../../client-example/secure-chat/src/secure-chat.ts';
import { fakeOutbox } from './fake-outbox.ts';

export const CID = 'encrypted:one';

/** Stream's own client, of Alice, connected to nothing. */
export const streamOfAlice = (): StreamChat => {
  const client = new StreamChat('key');
  client.userID = 'alice';
  client.state.users = { bob: { id: 'bob', name: 'Bob' }, carol: { id: 'carol', name: 'Carol' } };
  return client;
};

export const tell = (stream: StreamChat, event: Partial<Event>): void => stream.dispatchEvent(event as Event);

export const epochOf = (epoch: number, startedBy: string, ...members: string[]): TrustedEpoch => ({
  epoch,
  encryptionSessionId: `session-${epoch}`,
  startedBy,
  startedAt: '2026-01-02T03:04:05.000Z',
  members,
  history: 'fromNowOn',
});

/** An encrypted channel as the hooks see one, whose encryption the test changes. */
export const openedChannel = (stream: StreamChat, parts: Partial<EncryptedChannel> = {}) => {
  const listeners = new Set<(event: ChannelEvent) => void>();
  const now = { epochs: [epochOf(1, 'alice', 'alice', 'bob')], notice: null as SecurityNotice | null };
  const channel = stream.channel('encrypted', 'one');
  channel.state.members = {
    alice: { user_id: 'alice', user: { id: 'alice', name: 'Alice' } },
    bob: { user_id: 'bob', user: { id: 'bob', name: 'Bob' } },
  };
  const encrypted = {
    cid: CID,
    stream: channel,
    epoch: () => now.epochs.at(-1) ?? null,
    epochs: () => now.epochs,
    notice: () => now.notice,
    changedContacts: () => [],
    attend: () => () => {},
    outbox: fakeOutbox().outbox,
    subscribeToReadAgain: () => () => {},
    subscribeToEncryption: (listener: (event: ChannelEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...parts,
  } as unknown as EncryptedChannel; // all that the hooks need of one
  const emit = (event: ChannelEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    encrypted,
    listeners,
    start: (epoch: TrustedEpoch) => {
      now.epochs = [...now.epochs, epoch];
      emit({ type: 'epoch' } as ChannelEvent);
    },
    notify: (notice: SecurityNotice | null) => {
      now.notice = notice;
      emit({ type: 'security-notice' } as ChannelEvent);
    },
    emit,
  };
};

/** A provider of a core that has these parts. */
export const provided = (parts: Partial<SecureChat>, texts?: Partial<Texts>) => (inside: ReactNode) =>
  createElement(SecureChatProvider, { chat: parts as SecureChat, texts }, inside);
