import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';
import type { RestartablePart, StackOptions } from '../../../local/stack/start-stack.ts';
import type { StreamFaultPatch } from '../../../local/stream/faults.ts';

/** A stack that runs in a thread of its own, so that the clients have one for themselves. */
export type StackApart = StackUrls & {
  restart: (part: RestartablePart, awayMs: number) => Promise<void>;
  /** Sets what breaks at the Stream stand-in (`local/stream/faults.ts`). Throws while that is away. */
  setFaults: (faults: StreamFaultPatch) => Promise<void>;
  resetFaults: () => Promise<void>;
  /** Ends every server and process, and the thread. */
  close: () => Promise<void>;
};

/** To the thread: end this part and start it again, or end them all. */
export type Asked = { number: number; part: RestartablePart | 'all'; awayMs: number };
/** From the thread: the stack is up; or what was asked is done, or why not. */
export type Told = { urls: StackUrls } | { number: number; failure?: string };

/** Starts it on ports that stay the same over a restart. Throws when it does not start. */
export const openStackApart = async (
  options: Pick<StackOptions, 'port' | 'stateDir' | 'fresh' | 'functionVariables'>,
): Promise<StackApart> => {
  const worker = new Worker(new URL('./stack-worker.ts', import.meta.url), { workerData: options });
  const [first] = (await once(worker, 'message')) as [Told];
  if (!('urls' in first)) throw new Error('The stack says something before it is up.');
  const { urls } = first;
  let asked = 0;
  const ask = async (part: Asked['part'], awayMs: number): Promise<void> => {
    asked += 1;
    const number = asked;
    const answer = new Promise<Told>((resolve) => {
      const listen = (told: Told) => {
        if (!('number' in told) || told.number !== number) return;
        worker.off('message', listen);
        resolve(told);
      };
      worker.on('message', listen);
    });
    worker.postMessage({ number, part, awayMs } satisfies Asked);
    const told = await answer;
    if ('failure' in told) throw new Error(told.failure);
  };
  return {
    ...urls,
    restart: ask,
    setFaults: async (faults) => {
      const body = JSON.stringify(faults);
      const headers = { 'content-type': 'application/json' };
      await fetch(`${urls.stream}/_faults`, { method: 'PUT', headers, body });
    },
    resetFaults: async () => void (await fetch(`${urls.stream}/_faults`, { method: 'DELETE' })),
    close: async () => {
      await ask('all', 0);
      await worker.terminate();
    },
  };
};
