import type { Outbox } from '../../../client-example/secure-chat/src/outbox/channel-outbox.ts';
import type { Gone } from '../../../client-example/secure-chat/src/outbox/live-entries.ts';
import type { OutboxEntry } from '../../../client-example/secure-chat/src/outbox/outbox-entry.ts';

/** An outbox whose entries the test puts in and takes out. */
export const fakeOutbox = () => {
  let entries: readonly OutboxEntry[] = [];
  const listeners = new Set<(gone?: Gone) => void>();
  const cancelled: string[] = [];
  const set = (next: readonly OutboxEntry[], gone?: Gone) => {
    entries = next;
    for (const listener of listeners) listener(gone);
  };
  const outbox: Outbox = {
    entries: () => entries,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    edit: async () => {},
    cancel: async (id) => {
      cancelled.push(id);
      set(
        entries.filter((entry) => entry.id !== id),
        { id, message: null },
      );
    },
    retry: () => {},
  };
  return { outbox, set, cancelled };
};

export const entryOf = (id: string, over: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id,
  kind: 'message',
  text: `words of ${id}`,
  attachments: undefined,
  parentId: undefined,
  showInChannel: false,
  quotedMessageId: undefined,
  writtenAt: new Date('2026-01-02T03:04:05Z'),
  state: 'waiting',
  reason: 'no-connection',
  refusal: undefined,
  canRetry: false,
  uploaded: undefined,
  ...over,
});
