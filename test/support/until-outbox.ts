import type { OutboxEntry } from '../../client-example/secure-chat/src/outbox/outbox-entry.ts';

type Shown = {
  outbox: { entries: () => readonly OutboxEntry[]; subscribe: (listener: () => void) => () => void };
};

/** Resolves as soon as what an outbox shows is so. */
export const untilOutbox = (
  { outbox }: Shown,
  isSo: (entries: readonly OutboxEntry[]) => boolean,
): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (!isSo(outbox.entries())) return;
      stop();
      resolve();
    };
    const stop = outbox.subscribe(look);
    look();
  });
