import { request } from 'node:http';
import { readMetrics } from '../../../../local/front-door/read-metrics.ts';
import type { Attack } from '../attack.ts';
import { type Answer, newId, send, succeeded, tally } from '../person.ts';

const CALLS = 400;
const HONEST = 20;

/** One caller's calls, as fast as they are answered, on everything that costs. */
const flood: Attack = {
  name: 'one caller floods every route: others are turned away',
  allowed: 0,
  async run(lab) {
    const mallory = await lab.stranger('Mallory');
    await lab.meet([mallory]);
    const honest = await lab.strangers('Alice', HONEST);
    const routes: readonly [string, string, unknown?][] = [
      ['POST', '/token'],
      ['POST', '/signup'],
      ['GET', '/me'],
      ['GET', '/me/export'],
      ['POST', '/channels', { channelType: 'encrypted', channelId: newId(), members: [] }],
    ];
    const flooding = Promise.all(
      Array.from({ length: CALLS }, (_, n) => {
        const [method, path, body] = routes[n % routes.length] ?? ['GET', '/me'];
        return mallory.api(method, path, body);
      }),
    );
    const answers: Answer[] = [];
    for (const { api } of honest) answers.push(await api('POST', '/signup'), await api('POST', '/token'));
    const own = tally(await flooding);
    const limited = own.get('429 RATE_LIMITED') ?? 0;
    const note = `${limited} of the flood's ${CALLS} calls got RATE_LIMITED`;
    return { tried: answers.length, gotThrough: answers.length - succeeded(answers), note };
  },
};

const unauthenticated: Attack = {
  name: 'calls without a token that reach a function',
  allowed: 0,
  async run(lab) {
    const before = lab.read();
    await Promise.all(
      Array.from({ length: CALLS }, (_, n) =>
        send('POST', `${lab.stack.api}/${n % 2 ? 'challenge' : 'token'}`, {
          token: n % 4 ? 'a.b.c' : undefined,
          body: {},
        }),
      ),
    );
    return { tried: CALLS, gotThrough: lab.read().invocations - before.invocations };
  },
};

const ELSEWHERE = 'attacker.example';

/** What a page elsewhere could read whose name leads to this machine. */
const rebinding: Attack = {
  name: "local servers that answer to other hosts' names",
  allowed: 0,
  async run({ stack }) {
    const servers = [
      stack.web,
      stack.api,
      stack.stream,
      stack.seald,
      stack.ssks,
      stack.issuer,
      stack.inbox,
      stack.dashboard,
      ...stack.fileHosts,
    ];
    const statuses = await Promise.all(servers.map((url) => statusUnder(url, ELSEWHERE)));
    const answered = statuses.filter((status) => status !== 421 && status !== 403);
    return { tried: servers.length, gotThrough: answered.length };
  },
};

const statusUnder = (url: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(url);
    request({ hostname, port, path: pathname, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

/** What the alarm on refusals sees, and what the dashboard shows by reason. */
const refusals = (logDir: string): number => {
  const { HookRefusals = 0, HookRefused = 0 } = readMetrics(logDir);
  return HookRefusals + HookRefused;
};

const UNSIGNED = 50;

const unsignedHooks: Attack = {
  name: "hook calls that are not Stream's and count as refusals",
  allowed: 0,
  async run({ stack }) {
    const before = refusals(stack.logDir);
    const forms: Record<string, string>[] = [
      {},
      { 'x-signature': 'f'.repeat(64) },
      { 'x-signature': 'f'.repeat(64), 'content-encoding': 'gzip' },
      { 'x-signature': '' },
    ];
    for (let n = 0; n < UNSIGNED; n++)
      await send('POST', `${stack.api}/webhooks/stream`, {
        body: { message: {} },
        headers: forms[n % forms.length] ?? {},
      });
    return { tried: UNSIGNED, gotThrough: refusals(stack.logDir) - before };
  },
};

export const floodAttacks: readonly Attack[] = [flood, unauthenticated, rebinding, unsignedHooks];
