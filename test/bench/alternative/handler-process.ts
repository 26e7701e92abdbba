import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/* One function's bundle called in this process, without the runtime client around it. */

type Handler = (event: unknown, context: unknown) => Promise<{ statusCode: number }>;

/** Calls with these events in turn, for so long or so often. */
export type HandlerWork = { events: readonly unknown[]; milliseconds: number; atMost: number };
export type HandlerDone = { calls: number; cpuMs: number };

process.on('disconnect', () => process.exit());

const [file = '', name = ''] = (process.env._HANDLER ?? '').split('.');
const module = (await import(
  pathToFileURL(join(process.env.LAMBDA_TASK_ROOT ?? '', `${file}.mjs`)).href
)) as Record<string, Handler>;
const handler = module[name] as Handler;

process.on('message', async ({ events, milliseconds, atMost }: HandlerWork) => {
  const [began, before] = [performance.now(), process.cpuUsage()];
  let calls = 0;
  while (performance.now() - began < milliseconds && calls < atMost) {
    const context = { awsRequestId: `bench-${calls}`, getRemainingTimeInMillis: () => 10_000 };
    const { statusCode } = await handler(events[calls % events.length], context);
    if (statusCode !== 200) throw new Error(`The handler answered ${statusCode}.`);
    calls++;
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.({ calls, cpuMs: (user + system) / 1000 } satisfies HandlerDone);
});
process.send?.('ready');
