import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamChat } from 'stream-chat';
import { type Stack, startStack } from '../../../local/stack/start-stack.ts';
import { exampleLimits } from './example-limits.ts';
import { openMeter, type Reading } from './meter.ts';
import { newStranger, type Stranger } from './person.ts';

/** A stack with the limits that a stage has unless told, people on it, and a meter of what they cost. */
export type Lab = {
  stack: Stack;
  stranger: (name: string) => Promise<Stranger>;
  strangers: (name: string, count: number) => Promise<Stranger[]>;
  /** Makes people known to Stream, as their first connection would. */
  meet: (people: readonly Stranger[]) => Promise<void>;
  /** Codes that went to this phone number or address, or to all. */
  codes: (to?: string) => number;
  read: () => Reading;
  close: () => Promise<void>;
};

/** More at once would only wait for the identity provider. */
const AT_ONCE = 10;
/** As many as Stream takes in one call. */
const USERS_AT_ONCE = 100;

/** Starts the stack on free ports. Call `close` when done: nothing is left behind. */
export const openLab = async (): Promise<Lab> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-lab-'));
  const meter = openMeter();
  const stack = await startStack({
    port: 0,
    stateDir,
    fresh: true,
    onAwsCall: meter.onAwsCall,
    variablesOf: exampleLimits(),
  });
  const codes: Lab['codes'] = (to) => {
    const all = stack.sealdService.inbox.list();
    return to === undefined ? all.length : all.filter((message) => message.to === to).length;
  };
  const stranger: Lab['stranger'] = (name) => newStranger(stack, name);
  return {
    stack,
    stranger,
    async strangers(name, count) {
      const made: Stranger[] = [];
      while (made.length < count)
        made.push(
          ...(await Promise.all(
            Array.from({ length: Math.min(AT_ONCE, count - made.length) }, (_, n) =>
              stranger(`${name} ${made.length + n}`),
            ),
          )),
        );
      return made;
    },
    async meet(people) {
      const { apiKey, apiSecret } = stack.secrets.stream;
      const server = new StreamChat(apiKey, apiSecret, {
        baseURL: stack.stream,
        allowServerSideConnect: true,
      });
      for (let n = 0; n < people.length; n += USERS_AT_ONCE)
        await server.upsertUsers(
          people.slice(n, n + USERS_AT_ONCE).map(({ userId, name }) => ({ id: userId, name })),
        );
    },
    codes,
    read: () => meter.read(stack.logDir, codes()),
    async close() {
      await stack.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
};
