import { parentPort, workerData } from 'node:worker_threads';
import { startStack } from '../../../local/stack/start-stack.ts';
import type { Asked, Told } from './stack-apart.ts';

/** A whole stack in a thread of its own, for `openStackApart`. */
const stack = await startStack(workerData);
const { restart, close, ...rest } = stack;
const { streamService, sealdService, gateway, secrets, deployment, ...urls } = rest;
const tell = (told: Told) => parentPort?.postMessage(told);

parentPort?.on('message', async ({ number, part, awayMs }: Asked) => {
  try {
    await (part === 'all' ? close() : restart(part, awayMs));
    tell({ number });
  } catch (error) {
    tell({ number, failure: error instanceof Error ? error.message : 'unknown' });
  }
});
tell({ urls });
