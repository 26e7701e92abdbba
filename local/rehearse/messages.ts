import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMetrics } from '../front-door/read-metrics.ts';
import type { Cloud } from './cloud.ts';
import { must } from './stream-app.ts';

const TYPE = 'encrypted';
const WITHIN_MS = 2_000;
const PLAINTEXT = { text: 'this should have been encrypted', user_id: 'operator' };

const withChannel = async (cloud: Cloud, use: (channel: ReturnType<typeof channelOf>) => Promise<string>) => {
  const channel = channelOf(cloud);
  await channel.create();
  try {
    return await use(channel);
  } finally {
    await channel.delete({ hard_delete: true });
  }
};
const channelOf = ({ server }: Cloud) => server.channel(TYPE, 'rehearsal', { created_by_id: 'operator' });

/** With the hook as it is deployed, and switched off at Stream, which then lets everything through. */
export const tryTheHook = (cloud: Cloud): Promise<string> =>
  withChannel(cloud, async (channel) => {
    // On a busy machine a first start may take longer than Stream waits.
    await cloud.gateway().warm('stream-webhook');
    const { message } = await channel.sendMessage(PLAINTEXT);
    must(message.type === 'error', `a message in clear became one of type ${message.type}`);
    return 'a message in clear is refused';
  });

/** What may lie on the queue: the vendor's SDKs differ about it (`local/stream/hook-forms.ts`). */
const QUEUE_FORMS = ['json', 'base64'] as const;

export const sweepPlaintext = (cloud: Cloud): Promise<string> =>
  withChannel(cloud, async (channel) => {
    await cloud.gateway().warm('sweep');
    const times: string[] = [];
    for (const queue of QUEUE_FORMS) {
      cloud.stream.faults.set({ hook: { disabled: true }, eventBodies: { queue } });
      const { message } = await channel.sendMessage(PLAINTEXT);
      must(message.type === 'regular', 'with its hook switched off, Stream lets a message in clear through');
      times.push(`${await untilGone(cloud, message.id)} ms (${queue})`);
    }
    cloud.stream.faults.set({ hook: {}, eventBodies: {} });
    const swept = await countedAsSwept(cloud, QUEUE_FORMS.length);
    must(swept === QUEUE_FORMS.length, `the metric MessagesSwept is ${swept}`);
    must(!logOf(cloud, 'sweep').includes(PLAINTEXT.text), 'the words of the message are in the log');
    return `with the hook switched off, a message in clear is gone after ${times.join(', ')} and counted`;
  });

export const reconcileWhatWasMissed = (cloud: Cloud): Promise<string> =>
  withChannel(cloud, async (channel) => {
    const from = new Date(Date.now() - 60_000).toISOString();
    cloud.stream.faults.set({ hook: { disabled: true }, eventHooks: { disabled: true } });
    const { message } = await channel.sendMessage(PLAINTEXT);
    cloud.stream.faults.set({ hook: {}, eventHooks: {} });
    const to = new Date(Date.now() + 60_000).toISOString();
    const outcome = await cloud.gateway().invoke('reconcile', JSON.stringify({ from, to }));
    must(outcome.ok, outcome.ok ? '' : outcome.error.errorMessage);
    await untilGone(cloud, message.id);
    return 'one that the sweeper was not told of is found and deleted';
  });

const untilGone = async ({ server }: Cloud, id: string): Promise<number> => {
  const began = performance.now();
  while (performance.now() - began < WITHIN_MS) {
    const isThere = await server.getMessage(id).then(
      () => true,
      () => false,
    );
    if (!isThere) return Math.round(performance.now() - began);
    await sleep(20);
  }
  throw new Error(`A message in clear is still there after ${WITHIN_MS} ms`);
};

/** The sweeper counts after it has deleted. */
const countedAsSwept = async ({ logDir }: Cloud, expected: number): Promise<number> => {
  const count = () => readMetrics(logDir).MessagesSwept ?? 0;
  for (const end = performance.now() + WITHIN_MS; count() < expected && performance.now() < end; )
    await sleep(20);
  return count();
};

const logOf = ({ logDir }: Cloud, name: string): string => readFileSync(join(logDir, `${name}.log`), 'utf8');
