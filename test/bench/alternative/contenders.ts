import { fileURLToPath } from 'node:url';
import type { LambdaSpec } from '../../../local/template/deployment.ts';
import { type Asker, type CallName, type Calls, callsOf, hookCall, newAsker } from './calls.ts';
import { checkAnswers } from './check-answers.ts';
import { type Child, startChild } from './child.ts';
import type { Built } from './install.ts';
import { type Client, createClient } from './load.ts';
import { familyOf, workingIn } from './process-usage.ts';
import type { StackReady } from './stack-process.ts';

const STACK_PROCESS = fileURLToPath(new URL('./stack-process.ts', import.meta.url));
/** Of the people, those who have enrolled. */
const ENROLLED = 1 / 4;

type Url = { url: string };

export type Contenders = {
  stack: StackReady;
  ours: Client;
  alternative: Client;
  /** A bare server of node:http that answers constant JSON. */
  bare: Client;
  calls: Calls;
  specOf: (name: CallName) => LambdaSpec;
  /** Processes of our function, of the alternative's server, of its database, and of the bare server. */
  pids: { ours: (name: CallName) => number[]; server: number; database: () => number[]; bare: number };
  /** Starts one more server of the alternative. */
  startServer: () => Promise<Child<Url>>;
  startBare: () => Promise<Child<Url>>;
  /** Ends all of them, and takes away what they wrote. */
  close: () => Promise<void>;
};

/** Starts both designs over the same emulators, with the same people, and sees that they give the same answers. */
export const startContenders = async (
  built: Built,
  people: number,
  say: (what: string) => void,
): Promise<Contenders> => {
  const children: Child<unknown>[] = [];
  const clients: Client[] = [];
  const start = async <Ready>(script: string, env: Record<string, string>): Promise<Child<Ready>> => {
    const child = await startChild<Ready>(script, env);
    children.push(child);
    return child;
  };
  const clientOf = (url: string): Client => {
    const client = createClient(url);
    clients.push(client);
    return client;
  };
  const close = async () => {
    for (const client of clients) client.close();
    for (const child of children.reverse()) await child.close();
  };
  try {
    say('Starting the local stack, PostgreSQL and the alternative');
    const stack = await start<StackReady>(STACK_PROCESS, process.env as Record<string, string>);
    const database = await start<{ folder: string }>(built.database, {});
    const serverEnvironment = environmentOf(stack.ready, database.ready.folder);
    const startServer = () => startChild<Url>(built.server, serverEnvironment);
    const startBare = () => startChild<Url>(built.bareServer, {});
    const server = await start<Url>(built.server, serverEnvironment);
    const bare = await start<Url>(built.bareServer, {});
    const [ours, alternative] = [clientOf(stack.ready.urls.api), clientOf(server.ready.url)];
    await checkAnswers(stack.ready, ours, alternative);
    const specOf = (name: CallName) => {
      const spec = stack.ready.deployment.functions.find((one) => one.name === name);
      if (!spec) throw new Error(`The template has no function ${name}.`);
      return spec;
    };
    return {
      stack: stack.ready,
      ours,
      alternative,
      bare: clientOf(bare.ready.url),
      calls: callsAmong(stack.ready, await settle(stack.ready, people, [ours, alternative])),
      specOf,
      pids: {
        ours: (name) => workingIn(stack.pid, specOf(name).codeDir),
        server: server.pid,
        database: () => familyOf(database.pid).slice(1),
        bare: bare.pid,
      },
      startServer,
      startBare,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const environmentOf = (
  { urls, secrets, deployment }: StackReady,
  database: string,
): Record<string, string> => ({
  DATABASE: database,
  ISSUER: urls.issuer,
  AUDIENCE: deployment.routes.find(({ authorizer }) => authorizer)?.authorizer?.audience[0] ?? '',
  STREAM_KEY: urls.streamApiKey,
  STREAM_SECRET: secrets.stream.apiSecret,
  ENCRYPTED_CHANNEL_TYPES: urls.encryptedChannelTypes.join(','),
  SEALD_APP_ID: urls.sealdAppId,
  SEALD_ID_PREFIX: urls.sealdIdPrefix,
  SEALD_JWT_ID: secrets.seald.jwtSecretId,
  SEALD_JWT_SECRET: secrets.seald.jwtSecret,
  SSKS_URL: urls.ssks,
  SSKS_KEY: secrets.ssks.apiKey,
});

/** The same people, signed up on both sides; the first of them have enrolled. */
const settle = async (stack: StackReady, count: number, clients: readonly Client[]): Promise<Asker[]> => {
  const people: Asker[] = [];
  while (people.length < count) {
    const asker = await newAsker(stack);
    const { signup, saving, enroll } = callsOf(asker);
    const toEnroll = people.length < count * ENROLLED ? [...saving, enroll] : []; // the alternative answers 404 to `saving`
    for (const { send } of clients) for (const call of [signup, ...toEnroll]) await send(call);
    people.push(asker);
  }
  return people;
};

const callsAmong = (stack: StackReady, people: readonly Asker[]): Calls => {
  const [enrolled, others] = [
    people.slice(0, people.length * ENROLLED),
    people.slice(people.length * ENROLLED),
  ];
  const each = (askers: readonly Asker[], name: Exclude<CallName, 'stream-webhook'>) =>
    askers.map((asker) => callsOf(asker)[name]);
  return {
    token: each(enrolled, 'token'),
    me: each(others, 'me'),
    signup: each(others, 'signup'),
    challenge: each(others, 'challenge'),
    enroll: each(enrolled, 'enroll'),
    'stream-webhook': people.map(() => hookCall(stack)),
  };
};
