import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { accessKeyOf } from '../../local/lambda/function-environment.ts';
import type { AwsCall } from '../../local/platform/record-calls.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { synthesize } from '../../local/synth/synthesize.ts';
import { backgroundEnvironment } from '../../shared/background-environment.ts';
import type { Route } from '../../shared/contract/route.ts';
import { routes } from '../../shared/contract/routes.ts';
import { environment } from '../../shared/environment.ts';
import { resources, type Template } from '../infra/template.ts';
import { newAuthorKey, registrationOf } from '../support/author-keys.ts';
import { encryptedText } from '../support/encrypted-text.ts';
import { ACCOUNT, SAVING } from '../support/enrolled.ts';
import { neededByLambda, neededFor, type Permission, permittedTo } from '../support/permissions.ts';
import { openTripMeter, type RoundTrips } from '../support/round-trips.ts';
import { signedMessage } from '../support/signed-messages.ts';

const STAGE = 'local';
const names = Object.keys({ ...environment, ...backgroundEnvironment });

const ANEW = { 'dynamodb:GetItem UsersTable*': 'reads anew when another device wrote at the same moment' };
/** Permissions that the journey below does not use, `*` for the rest of a name, and why the function has them all the same. */
const UNUSED: Record<string, Record<string, string>> = {
  signup: ANEW,
  'claim-identity': ANEW,
  enroll: ANEW,
  'author-key': ANEW,
  erase: {
    'dynamodb:Query UsersTable*': 'erases at once where the stage has no days of grace',
    'dynamodb:DeleteItem UsersTable*': 'the same',
  },
  report: {
    'sns:Publish Reports*': 'tells the moderators; what stands for SNS here records no calls',
    'kms:Decrypt DataKey* via sns': 'the notice lies encrypted in the topic',
    'kms:GenerateDataKey DataKey* via sns': 'the same',
  },
  'configure-stream': {
    'dynamodb:DeleteItem ChannelsTable*':
      'forgets what was set at Stream before, once the stack is deleted and it is put back',
    'sns:Publish Observability*': 'says by mail what is left to do when the stack goes while Stream is away',
    'kms:Decrypt DataKey* via sns': 'the mail lies encrypted in the topic',
    'kms:GenerateDataKey DataKey* via sns': 'the same',
  },
};

const epochs = [randomUUID(), randomUUID()];
const calls: AwsCall[] = [];
const meter = openTripMeter();
/** Of one honest call of each route, by what the table in the decision calls it. */
const trips = new Map<string, RoundTrips>();
const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-permissions-'));
let stack: Stack;
let template: Template;

/** Walks through every endpoint, and through the hook. Each must succeed: a call that was not made takes no permission. */
const journey = async () => {
  const [alice, bob] = [await register('Alice'), await register('Bob')];
  for (const { accessToken } of [alice, bob]) await succeed('POST', '/token', accessToken);
  const { apiKey, apiSecret } = stack.secrets.stream;
  const stream = new StreamChat(apiKey, apiSecret, { baseURL: stack.stream });
  await stream.upsertUsers([alice, bob].map(({ userId }) => ({ id: userId })));
  await onboard(alice, bob);
  await talk(alice, bob);
  const channel = stream.channel('encrypted', 'tea');
  const { message } = await channel.sendMessage({ text: 'in the clear', user_id: alice.userId });
  expect(message.type).toBe('error');
  await sweepAndReconcile(stream, alice);
  await askOften(alice.accessToken, alice.userId);
  await succeed('GET', '/me/export', alice.accessToken);
  for (const path of ['/me', '/me/erasure', '/me']) await counted('DELETE', path, alice.accessToken);
  const atOnce = JSON.stringify({ erase: { userId: alice.userId, atOnce: true } });
  for (const event of ['{}', atOnce]) expect((await stack.gateway.invoke('erase-due', event)).ok).toBe(true);
};

/** What only reads is counted for whoever asks for more than twenty in one process. */
const askOften = async (token: string, userId: string) => {
  const reads = [
    '/me',
    '/me/export',
    '/me/blocks',
    '/channels/encrypted/tea/encryption-session',
    `/users/${userId}/sigchain-hash`,
  ];
  for (let time = 0; time < 21; time += 1) {
    await succeed('POST', '/token', token);
    for (const path of reads) await succeed('GET', path, token);
  }
};

/** A message of an older epoch has sweeper and reconciler ask the registry. The queue is read by the stack itself. */
const sweepAndReconcile = async (stream: StreamChat, { userId, accessToken }: User) => {
  const channel = stream.channel('encrypted', 'tea');
  const text = encryptedText(epochs[0]);
  await channel.sendMessage({ text, user_id: userId });
  const body = { encryptionSessionId: epochs[1], previousEncryptionSessionId: epochs[0] };
  await succeed('PUT', '/channels/encrypted/tea/encryption-session', accessToken, body);
  await stream.updateAppSettings({ before_message_send_hook_url: '' });
  await channel.sendMessage({ text, user_id: userId });
  await channel.sendMessage({ text: encryptedText(), user_id: userId });
  const targets = () =>
    calls.filter(({ caller }) => caller === accessKeyOf('sweep')).map(({ target }) => target);
  await eventually(() => new Set(targets()).size === 3);
  await stream.updateAppSettings({ event_hooks: [] }); // so that the reconciler finds one
  await channel.sendMessage({ text: encryptedText(), user_id: userId });
  for (let time = 0; time < 2; time += 1) {
    const { ok } = await stack.gateway.invoke('reconcile', '{}');
    expect(ok).toBe(true);
  }
};

const eventually = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (isSo()) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error('It did not come to that');
};

const onboard = async ({ accessToken: token, userId }: User, { accessToken: other }: User) => {
  for (const person of [token, other]) await counted('POST', '/signup', person);
  await rotateSealingKey();
  // Starts after the rotation, and so seals anew what it reads.
  await succeed('GET', '/me', other);
  // One signup has the old sealing key in memory; more at once start others, which have the new one.
  await Promise.all([1, 2, 3, 4].map(() => succeed('POST', '/signup', token)));
  await counted('POST', '/challenge', token, { phoneNumber: '+32470000001' });
  for (const step of SAVING) await counted('PUT', '/me/identity', token, step);
  await counted('POST', '/enroll', token, { account: ACCOUNT, sigchainHash: 'a1'.repeat(32) });
  const key = newAuthorKey();
  await counted('PUT', '/me/author-key', token, registrationOf(key, userId));
  const report = { message: signedMessage(key, userId), before: [], reason: 'spam' };
  await counted('POST', '/reports', other, report);
  expect(stack.mails).toEqual([expect.stringMatching(/^Report [0-9a-f]{32}: spam\n/)]);
};

const rotateSealingKey = async () => {
  const { sealing } = stack.secrets;
  const keys = { ...sealing.keys, rotated: randomBytes(32).toString('base64') };
  const client = new SecretsManagerClient({
    endpoint: stack.secretsManager,
    region: stack.deployment.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const SecretId = stack.deployment.secrets.find(({ name }) => name === 'sealing')?.arn;
  const SecretString = JSON.stringify({ currentKid: 'rotated', keys });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  client.destroy();
};

const talk = async (alice: User, bob: User) => {
  const token = alice.accessToken;
  const [encryptionSessionId = ''] = epochs;
  const body = { encryptionSessionId, welcome: encryptedText(encryptionSessionId) };
  await counted('POST', '/token', token);
  for (const path of ['/me', '/me/export']) await counted('GET', path, token);
  await counted('POST', '/channels', token, { channelType: 'encrypted', channelId: 'tea', members: [] });
  await counted('PUT', '/channels/encrypted/tea/encryption-session', token, body);
  await counted('GET', '/channels/encrypted/tea/encryption-session', token);
  await counted('PUT', `/channels/encrypted/tea/members/${bob.userId}`, token);
  await ask('PUT', '/channels/encrypted/tea/members/ghost', token, 404);
  await counted('PUT', '/channels/encrypted/tea/invitation', bob.accessToken);
  const ghosts = { channelType: 'encrypted', channelId: 'ghosts', members: ['ghost'] };
  await ask('POST', '/channels', token, 404, ghosts);
  await ask('PUT', '/pairs/encrypted/ghost', token, 404);
  await counted('PUT', `/pairs/encrypted/${bob.userId}`, token);
  for (let time = 0; time < 2; time += 1) await counted('PUT', `/me/blocks/${bob.userId}`, token);
  await counted('GET', '/me/blocks', token);
  await counted('DELETE', `/me/blocks/${bob.userId}`, token);
  await counted('GET', `/users/${alice.userId}/sigchain-hash`, bob.accessToken);
  const asked = { userIds: [alice.userId] };
  await counted('POST', '/channels/encrypted/tea/member-keys', bob.accessToken, asked);
  await counted('DELETE', `/channels/encrypted/tea/members/${bob.userId}`, token);
};

type User = { userId: string; accessToken: string };

const register = async (name: string): Promise<User> => {
  const body = JSON.stringify({ name });
  return (await (await fetch(`${stack.issuer}/register`, { method: 'POST', body })).json()) as User;
};

const call = (method: string, path: string, token: string, body?: object): Promise<Response> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${stack.api}${path}`, { method, headers, body: body && JSON.stringify(body) });
};

const succeed = async (...asked: Parameters<typeof call>): Promise<void> => {
  const answer = await call(...asked);
  const [method, path] = asked;
  expect(`${method} ${path} ${answer.status} ${answer.ok ? '' : await answer.text()}`).toMatch(/ 20[012] $/);
};

/** As {@link succeed}, for an honest call. The first one of a route stands for it. */
const counted = async (...asked: Parameters<typeof call>): Promise<void> => {
  const [method, path] = asked;
  const route = routeOf(method, path);
  const made = await meter.during(accessKeyOf(route.name), stack.stream, () => succeed(...asked));
  const name = `${route.method} ${route.path}`;
  if (!trips.has(name)) trips.set(name, made);
};

const routeOf = (method: string, path: string): Route => {
  const fits = (route: Route) =>
    route.method === method && new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  const route = Object.values(routes).find(fits);
  if (!route) throw new Error(`No route for ${method} ${path}`);
  return route;
};

/** What is refused takes permissions too: what was begun is taken back. */
const ask = async (method: string, path: string, token: string, status: number, body?: object) =>
  expect((await call(method, path, token, body)).status).toBe(status);

beforeAll(async () => {
  const { assemblyDir } = await synthesize({ stage: STAGE });
  template = JSON.parse(readFileSync(join(assemblyDir, `SealedStream-${STAGE}.template.json`), 'utf8'));
  const strictest = { MEMBERS_ADDED_BY: 'owner', MEMBERS_REMOVED_BY: 'owner', REKEY_BY: 'owner' };
  const onAwsCall = (call: AwsCall) => {
    calls.push(call);
    meter.onAwsCall(call);
  };
  stack = await startStack({ port: 0, stateDir, functionVariables: strictest, onAwsCall, warmAll: false });
  await journey();
}, 120_000);

afterAll(async () => {
  meter.close();
  await stack.close();
  rmSync(stateDir, { recursive: true });
});

const needed = (name: string, permitted: Permission[]): Permission[] => {
  const [key = ''] = Object.keys(resources(template, 'AWS::KMS::Key'));
  const own = calls.filter(({ caller }) => caller === accessKeyOf(name));
  const unused = Object.keys(UNUSED[name] ?? {}).map((named) => permitted.find(isNamed(named)) ?? named);
  return [...neededFor(own, stack.deployment, key), ...neededByLambda(template, STAGE, name), ...unused];
};

const isNamed = (named: string) => {
  const pattern = new RegExp(`^${named.replace('*', '\\w+')}$`);
  return (permission: Permission) => pattern.test(permission);
};

describe('the policies', () => {
  it.each(names)('let %s make the calls it makes, and no other', (name) => {
    const permitted = [...permittedTo(template, STAGE, name)];
    const wanted = needed(name, permitted);
    expect({
      missing: wanted.filter((permission) => !permitted.includes(permission)),
      superfluous: permitted.filter((permission) => !wanted.includes(permission)),
    }).toEqual({ missing: [], superfluous: [] });
  });

  it('are held against every call that was signed by a function', () => {
    const callers = new Set(calls.map(({ caller }) => caller));
    callers.delete('local'); // the stack itself, which makes the tables
    expect([...callers].filter((caller) => !names.map(accessKeyOf).includes(caller))).toEqual([]);
    // Each reads a secret or a table.
    expect([...callers].sort()).toEqual(names.map(accessKeyOf).sort());
  });
});

/** The table of docs/decisions/020-budgets.md: route, reads, writes, calls at Stream. */
const tableOfTrips = (): Record<string, RoundTrips> => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/decisions/020-budgets.md'), 'utf8');
  const rows = page.matchAll(/^\| `([A-Z]+ \S+)` \| (\d+) \| (\d+) \| (\d+) \|/gm);
  return Object.fromEntries(
    [...rows].map(([, route, reads, writes, stream]) => [
      route,
      { reads: Number(reads), writes: Number(writes), stream: Number(stream) },
    ]),
  );
};

describe('the round trips of an honest call', () => {
  it('are those of the table, for every route of users', () => {
    expect(Object.fromEntries(trips)).toEqual(tableOfTrips());
    const ofUsers = Object.values(routes).filter(({ access }) => access === 'user');
    expect([...trips.keys()].sort()).toEqual(ofUsers.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it.each([
    'POST /token',
    'GET /me',
    'GET /channels/{channelType}/{channelId}/encryption-session',
    'GET /users/{userId}/sigchain-hash',
  ])('write nothing for %s', (route) => {
    expect(trips.get(route)).toMatchObject({ writes: 0 });
  });
});
