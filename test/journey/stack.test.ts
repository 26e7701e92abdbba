import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Channel, StreamChat } from 'stream-chat';
import { portsFrom } from '../../local/stack/ports.ts';
import { type Stack, type StackOptions, startStack } from '../../local/stack/start-stack.ts';
import { freePorts } from '../support/free-ports.ts';
import { listeningSockets } from '../support/listening-sockets.ts';
import { openNativeApp } from '../support/native-app.ts';
import { statusFor } from '../support/status-for.ts';
import { ciphertext } from '../support/stored-channels.ts';
import { HAND_OVERS, HOOK_FORMS, QUEUE_FORMS } from './hook-forms.ts';

const START_MS = 60_000;
/** As `infra/stages/local.json` has it. */
const PER_USER = 30;
const OTHER_APP = 'http://localhost:5173';

const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-stack-'));
const stateDir = join(folder, 'state');
const lines: string[] = [];
let stack: Stack;

const start = (options: Partial<StackOptions> = {}) =>
  startStack({
    ...{ port: 0, stateDir, origins: [OTHER_APP], recordWire: true },
    ...{ onLine: (line: string) => lines.push(line), ...options },
  });

beforeAll(async () => {
  stack = await start();
  // Settings are changed and messages sent here faster than Stream lets anybody.
  stack.streamService.faults.set({ rateLimits: 'off' });
}, START_MS);

afterAll(async () => {
  await stack.close();
  rmSync(folder, { recursive: true });
}, START_MS);

type User = { userId: string; accessToken: string };

const register = async (name: string, more: object = {}): Promise<User> => {
  const body = JSON.stringify({ name, ...more });
  return (await (await fetch(`${stack.issuer}/register`, { method: 'POST', body })).json()) as User;
};

const call = async (method: string, path: string, token: string, body?: object) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${stack.api}${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

const serverClient = () => {
  const { apiKey, apiSecret } = stack.secrets.stream;
  return new StreamChat(apiKey, apiSecret, { baseURL: stack.stream });
};

const settings = async () => {
  const client = serverClient();
  return { app: (await client.getAppSettings()).app, type: await client.getChannelType('encrypted') };
};

const servers = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(stack).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].startsWith('http://'),
    ),
  );

describe('a page whose name was led to this machine', () => {
  it('is answered by no server', async () => {
    const shown = (await (await fetch(`${stack.web}/stack.json`)).json()) as Record<string, unknown>;
    const named = Object.entries(shown)
      .flatMap(([name, value]) => [value].flat().map((url) => [name, String(url)] as const))
      .filter(([, url]) => url.startsWith('http:'));
    expect(named.length).toBeGreaterThan(8);
    for (const [name, url] of [...named, ...Object.entries(servers())]) {
      const { port } = new URL(url);
      const own = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);
      for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`])
        expect([name, host, await statusFor({ url, host })]).toEqual([name, host, 421]);
      for (const host of own) expect([name, host, await statusFor({ url, host })]).not.toContain(421);
    }
  });

  it('gets no socket either', async () => {
    const asked = { url: `${stack.stream}/connect`, host: 'evil.example', upgrade: true };
    expect(await statusFor(asked)).toBe(421);
  });
});

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('a started stack', () => {
  it('says when each part is up', () => {
    for (const part of ['template', 'front door', 'sqs', 'stream', 'seald', 'issuer', 'dynamodb', 'api'])
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${part} +\\d+ ms`)));
  });

  it('tells clients exactly what they need', async () => {
    expect(await (await fetch(`${stack.web}/stack.json`)).json()).toEqual({
      web: stack.web,
      api: stack.api,
      stream: stack.stream,
      seald: stack.seald,
      ssks: stack.ssks,
      issuer: stack.issuer,
      inbox: `${stack.web}/inbox`,
      dashboard: `${stack.web}/dashboard`,
      streamApiKey: stack.secrets.stream.apiKey,
      sealdAppId: stack.secrets.seald.appId,
      sealdIdPrefix: 'LOCAL',
      encryptedChannelTypes: ['encrypted'],
      fileHosts: [stack.streamService.filesUrl],
    });
  });

  onLinux('listens on the loopback interface only', () => {
    const ports = new Set(
      [stack.web, stack.api, stack.stream, stack.seald, stack.ssks, stack.issuer]
        .concat(stack.dynamodb, stack.secretsManager, stack.sqs, stack.fileHosts)
        .map((url) => Number(new URL(url).port)),
    );
    const listening = listeningSockets();
    expect(listening.map(({ port }) => port)).toEqual(expect.arrayContaining([...ports]));
    expect(new Set(listening.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']));
  });

  it('runs the functions over tables, secrets and key storage', async () => {
    const { userId, accessToken } = await register('Alice');
    expect(await call('POST', '/token', accessToken)).toMatchObject({ status: 200 });
    expect(await call('POST', '/signup', accessToken)).toMatchObject({ status: 201, body: { id: userId } });
    const body = { user: { isEnrolled: false } };
    expect(await call('GET', '/me', accessToken)).toMatchObject({ status: 200, body });
    const challenge = await call('POST', '/challenge', accessToken, { phoneNumber: '+32470000001' });
    expect(challenge).toMatchObject({ status: 200, body: { mustAuthenticate: true } });
    const inbox = await fetch(`${stack.inbox}?to=${encodeURIComponent('+32470000001')}`);
    expect(await inbox.json()).toEqual([
      { to: '+32470000001', code: expect.stringMatching(/^[a-z2-9]{8}$/), sentAt: expect.any(String) },
    ]);
  });

  it(
    'sends exactly as many codes as one person gets, however many are asked for at once',
    async () => {
      const { accessToken } = await register('Mallory');
      await call('POST', '/signup', accessToken);
      const phoneNumber = '+32470000002';
      const ask = () => call('POST', '/challenge', accessToken, { phoneNumber });
      /** Past the gateway's own limit, whose answers have no type. */
      const askOn = async () => {
        for (;;) {
          const answer = await ask();
          if (answer.status === 200 || answer.body.error) return answer;
          await sleep(50);
        }
      };
      const received = async () =>
        (await (await fetch(`${stack.inbox}?to=${encodeURIComponent(phoneNumber)}`)).json()) as unknown[];
      const answers = await Promise.all(Array.from({ length: 200 }, ask));
      const sent = answers.filter(({ status }) => status === 200).length;
      expect(await received()).toHaveLength(sent);
      for (let more = sent; more < PER_USER; more++) expect((await askOn()).status).toBe(200);
      expect((await askOn()).body.error).toMatchObject({ type: 'CHALLENGE_RATE_LIMITED' });
      expect(await received()).toHaveLength(PER_USER);
    },
    START_MS,
  );

  it('turns away tokens that have ended, and none', async () => {
    const { accessToken } = await register('Alice', { expiresInSeconds: -60 });
    expect(await call('POST', '/token', accessToken)).toEqual({
      status: 401,
      body: { message: 'Unauthorized' },
    });
  });

  it('takes the token that an app on a phone signs in for', async () => {
    const { userId } = await register('Nora');
    const app = openNativeApp(stack.issuer);
    const { access_token } = await app.exchange(await app.signIn('Nora'));
    expect(await call('POST', '/token', access_token)).toMatchObject({ status: 200, body: { userId } });
    expect((await call('POST', '/token', `${access_token}x`)).status).toBe(401);
  });

  it('lets the browser app and the named app, and no other site, call the API', async () => {
    const preflight = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const answer = await fetch(`${stack.api}/token`, { method: 'OPTIONS', headers });
      return answer.headers.get('access-control-allow-origin');
    };
    expect(await preflight(stack.web)).toBe(stack.web);
    expect(await preflight(OTHER_APP)).toBe(OTHER_APP);
    expect(await preflight('http://127.0.0.1:1')).toBeNull();
  });
});

describe('Stream', () => {
  it('is set up for encryption', async () => {
    const { app, type } = await settings();
    expect(app).toMatchObject({
      before_message_send_hook_url: `${stack.api}/webhooks/stream`,
      event_hooks: [{ hook_type: 'sqs', sqs_queue_url: stack.queueUrl, enabled: true }],
    });
    expect(type).toMatchObject({ max_message_length: 20_000, search: false, commands: [], polls: false });
    const grants = type.grants as unknown as Record<string, string[]>;
    expect(grants.user).toContain('create-message-owner');
    for (const granted of Object.values(grants))
      for (const backendOnly of [
        'create-channel',
        'update-channel',
        'update-channel-owner',
        'update-message',
      ])
        expect(granted).not.toContain(backendOnly);
  });

  it('keeps the hooks a team has when it is set up again', async () => {
    const client = serverClient();
    const theirs = { enabled: true, hook_type: 'webhook' as const, webhook_url: 'http://127.0.0.1:9/' };
    const before = await settings();
    await client.updateAppSettings({ event_hooks: [theirs, ...(before.app?.event_hooks ?? [])] });
    const again = await stack.gateway.invoke('configure-stream', '{}');
    expect(again).toMatchObject({ ok: true, payload: expect.stringContaining('"status":"configured"') });
    const after = await settings();
    expect(after.app?.event_hooks).toEqual([
      expect.objectContaining(theirs),
      ...(before.app?.event_hooks ?? []),
    ]);
    expect({ ...after.type, updated_at: '' }).toMatchObject({
      ...before.type,
      updated_at: '',
      duration: expect.anything(),
    });
    await client.updateAppSettings({ event_hooks: before.app?.event_hooks ?? [] });
  });

  it('asks the deployed hook, which refuses clear text, and hands what is stored to the queue', async () => {
    const client = serverClient();
    await client.upsertUser({ id: 'operator' });
    const channel = (type: string) => client.channel(type, 'tea', { created_by_id: 'operator' });
    const [open, encrypted] = [channel('messaging'), channel('encrypted')];
    await open.create();
    await encrypted.create();
    const refused = await encrypted.sendMessage({ text: 'a secret in the clear', user_id: 'operator' });
    expect(refused.message.type).toBe('error');
    expect(stack.streamService.listMessages('encrypted:tea')).toEqual([]);
    const { message } = await open.sendMessage({ text: 'not a secret', user_id: 'operator' });
    expect(message).toMatchObject({ type: 'regular', text: 'not a secret' });
    const stored = await fetch(`${stack.dashboard}/messages?cid=messaging:tea`);
    expect(await stored.json()).toMatchObject([{ text: 'not a secret', userId: 'operator' }]);
    await until(() => logOf('sweep').includes('"outcomes":{"accepted":1}'));
  });

  it('has a message in clear that gets past the hook deleted within seconds, and counted', async () => {
    const channel = serverClient().channel('encrypted', 'tea', { created_by_id: 'operator' });
    await faults({ hook: { disabled: true } });
    const { message } = await channel.sendMessage({ text: 'past the hook', user_id: 'operator' });
    await faults({ hook: {} });
    expect(message.type).toBe('regular');
    await until(() => stack.streamService.listMessages('encrypted:tea')?.length === 0);
    await until(() => logOf('sweep').includes('"MessagesSwept":1'));
    const page = await fetch(`${stack.web}/stack`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toMatch(/<code>MessagesSwept<\/code><\/td><td>1<\/td>/);
    expect(logOf('sweep')).toContain('"message-swept"');
    expect(logOf('sweep')).not.toContain('past the hook');
  });
});

describe('Stream, in each form its hook and its queue may have', () => {
  const encryptionSessionId = randomUUID();
  let owner: User;
  let channel: Channel;

  beforeAll(async () => {
    owner = await register('Olga');
    await serverClient().upsertUsers([{ id: owner.userId }]);
    const body = { channelType: 'encrypted', channelId: 'forms', members: [owner.userId] };
    expect(await call('POST', '/channels', owner.accessToken, body)).toMatchObject({ status: 201 });
    const path = '/channels/encrypted/forms/encryption-session';
    await call('PUT', path, owner.accessToken, { encryptionSessionId });
    channel = serverClient().channel('encrypted', 'forms');
  });
  afterAll(async () => {
    await compress(false);
    await faults({ hookBodies: {}, eventBodies: {} });
    stack.gateway.faults.handOverCompressed('base64');
  });

  const compress = (isOn: boolean) =>
    serverClient().updateAppSettings({ enable_hook_payload_compression: isOn } as never);
  /** As an SDK makes ids, which only the sender's own name may stand before. */
  const send = async (text: string, more: object = {}) => {
    const id = `${owner.userId}-${randomUUID()}`;
    const { message } = await channel.sendMessage({ id, text, user_id: owner.userId, ...more });
    return message;
  };
  const typeOf = async (text: string, more?: object) => (await send(text, more)).type;
  const stored = () => (stack.streamService.listMessages('encrypted:forms') ?? []).map(({ id }) => id);

  it.each(HAND_OVERS)(
    'lets ciphertext pass and nothing else, unless nothing can be checked: compressed bodies %s',
    async (handOver) => {
      await compress(handOver !== 'off');
      stack.gateway.faults.handOverCompressed(handOver === 'off' ? 'base64' : handOver);
      for (const hookBodies of HOOK_FORMS) {
        await faults({ hookBodies });
        const blind = 'channelData' in hookBodies && handOver !== 'text';
        const types = {
          good: await typeOf(ciphertext(encryptionSessionId)),
          clear: await typeOf('a secret in the clear'),
          beside: await typeOf(ciphertext(encryptionSessionId), { note: 'a secret in the clear' }),
          foreign: await typeOf(ciphertext(randomUUID())),
        };
        expect({ hookBodies, ...types }).toEqual({
          hookBodies,
          good: handOver === 'text' ? 'error' : 'regular',
          clear: 'error',
          beside: 'error',
          foreign: blind ? 'regular' : 'error',
        });
      }
    },
  );

  it('has the sweeper judge what the hook could not, in each form of the queue, and spare what is good', async () => {
    stack.gateway.faults.handOverCompressed('base64');
    await faults({ hookBodies: { channelData: false } });
    const good: string[] = [];
    for (const { channel: form, queue } of QUEUE_FORMS) {
      await compress(queue === 'gzip');
      await faults({ eventBodies: { channel: form, queue: queue === 'gzip' ? 'base64' : queue } });
      const foreign = await send(ciphertext(randomUUID()));
      good.push((await send(ciphertext(encryptionSessionId))).id);
      expect([form, queue, foreign.type]).toEqual([form, queue, 'regular']);
      await until(() => !stored().includes(foreign.id));
    }
    expect(stored()).toEqual(expect.arrayContaining(good));
    expect(logOf('sweep')).not.toContain('"outcome":"unreadable"');
  });
});

const logOf = (name: string): string => readFileSync(join(stack.logDir, `${name}.log`), 'utf8');
const faults = (patch: object) =>
  fetch(`${stack.stream}/_faults`, { method: 'PUT', body: JSON.stringify(patch) });
const until = async (isSo: () => boolean): Promise<void> => {
  for (let waited = 0; waited < 5_000 && !isSo(); waited += 20) await sleep(20);
  expect(isSo()).toBe(true);
};

describe('what servers receive', () => {
  it('is on record, for the search for clear text', async () => {
    await register('Marked Name');
    const files = new Map(
      readdirSync(stack.wireDir).map((name) => [name, readFileSync(join(stack.wireDir, name), 'latin1')]),
    );
    expect(files.get('issuer.log')).toContain('Marked Name');
    expect(files.get('stream.log')).toContain('a secret in the clear');
    expect(files.get('seald-ssks.log')).toContain('+32470000001');
    expect(files.get('dynamodb.log')).toContain('DynamoDB_20120810');
    expect(files.get('secrets-manager.log')).toContain('GetSecretValue');
    expect(files.get('api.log')).toContain('/webhooks/stream');
    expect(files.get('front-door.log')).toContain('/stack.json');
    expect(files.get('sqs.log')).toContain('StreamEventsQueue');
  });
});

describe('a port that is taken', () => {
  let squatter: Server;
  let port: number;
  beforeAll(async () => {
    squatter = createServer();
    port = await freePorts();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
  });
  afterAll(() => {
    squatter.close();
  });

  it('is named, with the way on, and nothing stays running', async () => {
    const starting = startStack({ port, stateDir: join(folder, 'other') });
    await expect(starting).rejects.toThrow(new RegExp(`^Port ${port}, for web, is in use.*PORT=`));
    for (const other of Object.values(portsFrom(port)).slice(1))
      await expect(fetch(`http://127.0.0.1:${other}`)).rejects.toThrow('fetch failed');
  });
});

it('refuses a second stack over the same state', async () => {
  await expect(start()).rejects.toThrow('is in use by process');
});

it(
  'remembers people, keys and messages over a restart, and forgets them when fresh',
  async () => {
    const { accessToken, userId } = await register('Frida');
    const signup = await call('POST', '/signup', accessToken);
    const { apiKey } = stack.secrets.stream;
    await stack.close();
    stack = await start({ warmAll: false });
    const again = await register('Frida');
    expect(again.userId).toBe(userId);
    const { status, body } = await call('POST', '/signup', again.accessToken);
    expect(status).toBe(200);
    expect(body.twoManRuleKey).toBe(signup.body.twoManRuleKey);
    expect(stack.secrets.stream.apiKey).toBe(apiKey);
    expect(stack.streamService.listMessages('messaging:tea')).toHaveLength(1);
    expect((await settings()).app?.event_hooks).toMatchObject([{ sqs_queue_url: stack.queueUrl }]);
    await stack.close();
    stack = await startStack({ port: 0, stateDir, fresh: true, warmAll: false });
    expect((await register('Frida')).userId).not.toBe(userId);
    expect(stack.secrets.stream.apiKey).not.toBe(apiKey);
    expect(stack.streamService.listChannels()).toEqual([]);
  },
  START_MS,
);
