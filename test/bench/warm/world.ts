import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** One request that a stand-in got; `startedAt` in milliseconds of its own clock. */
export type Sent = {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  startedAt: number;
};

export type ToWorld = { ask: 'prepare'; of: string; name: string } | { ask: 'sent' };
export type FromWorld = {
  isReady?: true;
  variables?: Record<string, string>;
  event?: unknown;
  sent?: Sent[];
};

/** Starts the stand-ins. `prepare` makes a scenario's state, and gives what its function is started and called with; `sent` gives what came since. */
export const startWorldProcess = async () => {
  const child = fork(join(import.meta.dirname, 'world-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = async (): Promise<FromWorld> => ((await once(child, 'message')) as [FromWorld])[0];
  await answer();
  const ask = (message: ToWorld): Promise<FromWorld> => {
    const answered = answer();
    child.send(message);
    return answered;
  };
  return {
    prepare: (of: string, name: string) => ask({ ask: 'prepare', of, name }),
    sent: async (): Promise<Sent[]> => (await ask({ ask: 'sent' })).sent ?? [],
    close: () => void child.kill(),
  };
};
