import { availableParallelism } from 'node:os';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';
import type { Bench } from '../bench.ts';
import { type AskedProcess, startAsked } from './asked-process.ts';
import type { ClientAnswer, ClientQuestion } from './client-process.ts';
import { describeSteps } from './describe-steps.ts';
import type { StackAnswer, StackQuestion } from './stack-process.ts';
import type { Step } from './step.ts';

/** Each pair writes so often, in turns. */
const EVERY_MS = 1_000;
const WARM_UP_SECONDS = 1;
const CLIENT_PROCESSES = 2;
const FULL = { pairs: [1, 2, 5, 10, 20, 50, 100, 200], seconds: 4, peopleOfAKind: 10, stopAfterSeconds: 90 };
const QUICK = { pairs: [1, 20], seconds: 2, peopleOfAKind: 4, stopAfterSeconds: 25 };

type Client = AskedProcess<ClientQuestion, ClientAnswer | undefined>;

/** More and more pairs chat on a local stack: when does it bend, and what is busy then? Stack and clients have processes of their own. */
export const bench: Bench = {
  name: 'pairs',
  run: async ({ quick, say }) => {
    const { pairs, seconds, peopleOfAKind, stopAfterSeconds } = quick ? QUICK : FULL;
    const began = performance.now();
    const stack = startAsked<StackQuestion, StackAnswer>(new URL('./stack-process.ts', import.meta.url));
    const clients: Client[] = [];
    try {
      const { urls } = await stack.ask('start');
      if (!urls) throw new Error('the stack does not say where it is');
      clients.push(...openClients(urls, peopleOfAKind));
      const steps: Step[] = [];
      for (const count of pairs) {
        if (steps.length > 0 && performance.now() - began > stopAfterSeconds * 1000) break; // a slow machine has said enough
        say(`${count} pairs`);
        await Promise.all(clients.map((client, n) => client.ask({ do: 'meet', pairs: shareOf(count, n) })));
        await talk(clients, count, WARM_UP_SECONDS);
        await stack.ask('begin');
        const answers = await talk(clients, count, seconds);
        const { load } = await stack.ask('end');
        if (load) steps.push({ pairs: count, offered: (count * 1000) / EVERY_MS, answers, load });
      }
      return describeSteps(steps, availableParallelism());
    } finally {
      for (const client of clients) await client.end();
      await stack.ask('close').catch(() => {});
      await stack.end();
    }
  },
};

const openClients = (urls: StackUrls, peopleOfAKind: number): Client[] =>
  Array.from({ length: CLIENT_PROCESSES }, (_, n) =>
    startAsked<ClientQuestion, ClientAnswer | undefined>(
      new URL('./client-process.ts', import.meta.url),
      [JSON.stringify(urls), String(n), String(peopleOfAKind)],
      ['--import', new URL('./one-key.mjs', import.meta.url).href],
    ),
  );

const shareOf = (count: number, client: number): number => Math.ceil((count - client) / CLIENT_PROCESSES);

const talk = async (clients: readonly Client[], count: number, seconds: number): Promise<ClientAnswer[]> => {
  const answers = await Promise.all(
    clients.map((client, n) =>
      client.ask({ do: 'talk', pairs: shareOf(count, n), seconds, everyMs: EVERY_MS }),
    ),
  );
  return answers.flatMap((answer) => (answer ? [answer] : []));
};
