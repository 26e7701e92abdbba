import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { registerPerson } from '../../local/demo/person.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { PUBLISHED_LAG_MS } from '../../local/stream/lag.ts';
import { startStream } from '../../local/stream/start-stream.ts';
import { lineOf } from '../../operations/doctor/report.ts';
import { encryptedChannelGrants, encryptedChannelTypeSettings } from '../../shared/domain/stream-settings.ts';
import {
  brokenFetch,
  configOf,
  eventHook,
  findingsOf,
  healthyAccount,
  queueOutputs,
  secretsOf,
  streamServer,
  withSecrets,
} from '../support/doctor.ts';
import { runOperation } from '../support/operations.ts';

let stack: Stack;
let stateDir: string;
beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-doctor-'));
  stack = await startStack({ port: 0, stateDir, fresh: true, warmAll: false });
  stack.streamService.faults.set({ rateLimits: 'off' }); // forty visits of the doctor at once
  await streamServer(stack).updateAppSettings({ event_hooks: [eventHook()] });
}, 60_000);
afterEach(() => void stack.streamService.faults.set({ files: {}, lagMs: 0 }));
afterAll(async () => {
  await stack.close();
  rmSync(stateDir, { recursive: true });
});

type Over = Parameters<typeof findingsOf>[1];
const notOk = async (over: Over = {}) => {
  const findings = Object.values(await findingsOf(stack, over)).filter(({ status }) => status !== 'ok');
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
};
const wrongOf = (says: string, mend: string = '') => ({
  status: 'wrong',
  says: expect.stringContaining(says),
  mend: expect.stringContaining(mend),
});
const unknownOf = (says: string) => ({ status: 'unknown', says: expect.stringContaining(says) });

it('finds nothing wrong with a deployment that is as it should be, and waits for nothing', async () => {
  const { accessToken } = await registerPerson(stack, 'Alice');
  const wait = () => Promise.reject(new Error('waited'));
  const findings = await findingsOf(stack, { userToken: accessToken, lagMs: 10_000, wait });
  expect(Object.values(findings).filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(Object.keys(findings)).toHaveLength(29 + configOf(stack).encryptedChannelTypes.length);
  expect(findings['hook budget']?.says).toMatch(/^5 calls from here: p50 \d+ ms, max \d+ ms, of 1500 ms$/);
});

describe('at Stream', () => {
  const APP = 'npm run admin -- configure-stream --stage local';
  const brokenApp = async (settings: object, mended: object) => {
    const server = streamServer(stack);
    await server.updateAppSettings(settings);
    try {
      return await notOk();
    } finally {
      await server.updateAppSettings(mended);
    }
  };
  const brokenType = async (settings: object) => {
    const server = streamServer(stack);
    await server.updateChannelType('encrypted', settings as never);
    try {
      return await notOk();
    } finally {
      const { grants } = (await server.updateChannelType(
        'encrypted',
        encryptedChannelTypeSettings as never,
      )) as {
        grants: Record<string, string[]>;
      };
      await server.updateChannelType('encrypted', { grants: encryptedChannelGrants(grants) } as never);
    }
  };

  it.each([
    ['https://elsewhere.example/hook?key=hunter2', 'asks https://elsewhere.example/hook before'],
    ['', 'asks nobody before'],
  ])('names the hook that Stream asks instead: %s', async (before_message_send_hook_url, says) => {
    const ours = { before_message_send_hook_url: `${stack.api}/webhooks/stream` };
    const found = await brokenApp({ before_message_send_hook_url }, ours);
    expect(found).toEqual({ 'stream hook': expect.objectContaining(wrongOf(says, APP)) });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it.each([
    [
      'authentication checks that are off',
      { disable_auth_checks: true },
      { disable_auth_checks: false },
      'disable_auth_checks',
    ],
    [
      'permission checks that are off',
      { disable_permissions_checks: true },
      { disable_permissions_checks: false },
      'everybody may',
    ],
    [
      'permissions of the first version',
      { permission_version: 'v1' },
      { permission_version: 'v2' },
      'version v1',
    ],
  ])('names %s', async (_, settings, mended, says) => {
    expect(await brokenApp(settings, mended)).toEqual({
      'stream checks': expect.objectContaining(wrongOf(says, 'dashboard')),
    });
  });

  it('waits until Stream must show what was changed before it calls anything wrong', async () => {
    const server = streamServer(stack);
    const ours = { before_message_send_hook_url: `${stack.api}/webhooks/stream` };
    await server.updateAppSettings({ before_message_send_hook_url: '' });
    stack.streamService.faults.set({ lagMs: PUBLISHED_LAG_MS });
    await server.updateAppSettings(ours);
    let ahead = 0;
    const found = await notOk({
      lagMs: 10_000,
      now: () => Date.now() + ahead,
      wait: async (ms) => {
        ahead += ms;
        stack.streamService.faults.set({ advanceMs: ms });
      },
    });
    expect(found).not.toHaveProperty('stream hook');
    expect(ahead).toBeGreaterThan(4_000);
  });

  it('says whether Stream gives the hook the data of the channel', async () => {
    const account = (counted: { sum: number; samples: number } | null) =>
      healthyAccount({ dayOf: async () => counted });
    expect(
      (await findingsOf(stack, { account: account({ sum: 3, samples: 9 }) }))['hook data'],
    ).toMatchObject(unknownOf('in 3 of 9 messages'));
    expect((await findingsOf(stack, { account: account(null) }))['hook data']).toMatchObject(
      unknownOf('no message was sent'),
    );
  });

  it('names settings that leave the hook too little time, or that read clear text', async () => {
    const settings = { before_message_send_hook_attempt_timeout_ms: 200, auto_translation_enabled: true };
    const mended = { before_message_send_hook_attempt_timeout_ms: 1500, auto_translation_enabled: false };
    const { 'stream hook': found } = await brokenApp(settings, mended);
    expect(found).toMatchObject(
      wrongOf('attempt_timeout_ms is not 1500; auto_translation_enabled is not false'),
    );
  });

  it.each([
    ['removed', [], 'no event hook of Stream leads to the queue'],
    ['for another queue', [eventHook({ sqs_queue_url: 'https://sqs.example/1/other' })], 'no event hook'],
    ['switched off', [eventHook({ enabled: false })], 'switched off'],
    ['without edits', [eventHook({ event_types: ['message.new'] })], 'leaves out message.updated'],
    [
      'of another account',
      [
        eventHook({
          sqs_queue_url:
            'https://sqs.example/999999999999/SealedStream-local-StreamEventsQueue78D22964-AbCdEf',
        }),
      ],
      'another account',
    ],
    ['of another region', [eventHook({ sqs_region: 'us-east-1' })], 'another region than eu-west-1'],
  ])('names an event hook that is %s', async (_, event_hooks, says) => {
    expect(await brokenApp({ event_hooks }, { event_hooks: [eventHook()] })).toEqual({
      'stream events': expect.objectContaining(wrongOf(says, APP)),
    });
  });

  it('takes an event hook for all events', async () => {
    const event_hooks = [eventHook({ event_types: [] })];
    expect(await brokenApp({ event_hooks }, { event_hooks: [eventHook()] })).toEqual({});
  });

  describe('with a file', () => {
    const files = async (over: Over = {}) => (await notOk(over))['stream files'];

    it('names the host that the stage does not know', async () => {
      const config = { ...configOf(stack), fileHosts: ['https://*.stream-io-cdn.com'] };
      const { 'stream files': found } = await notOk({ config });
      expect(found).toMatchObject(wrongOf(`keeps files at ${stack.fileHosts[0]}`, 'infra/stages/local.json'));
    });

    it('says that a browser would show none', async () => {
      stack.streamService.faults.set({ files: { cors: 'never' } });
      expect(await files()).toMatchObject(
        wrongOf('not for pages of http://127.0.0.1:4000', 'platform.fetch'),
      );
    });

    it('asks as a page would, so that a host that names the page it lets in is taken for what it is', async () => {
      const fetch = brokenFetch('.bin?', async ({ url, headers }) => {
        const { body } = await globalThis.fetch(url);
        return new Response(body, {
          headers: { 'access-control-allow-origin': headers.get('origin') ?? '' },
        });
      });
      expect(await files({ fetch })).toBeUndefined();
    });

    it('says that what comes back is not what went there, or that nothing does', async () => {
      const over = (answer: () => Response) => ({ fetch: brokenFetch('.bin?', answer) });
      expect(await files(over(() => new Response('other')))).toMatchObject(wrongOf('comes back otherwise'));
      expect(await files(over(() => new Response('', { status: 403 })))).toMatchObject(wrongOf('HTTP 403'));
      const broken = over(() => {
        throw new TypeError('fetch failed');
      });
      expect(await files(broken)).toMatchObject(unknownOf('could not be fetched from here'));
    });

    it('leaves none behind', () => {
      expect(readdirSync(join(stateDir, 'stream', 'uploads'))).toEqual([]);
    });
  });

  it('names the grants that were reset, and to whom', async () => {
    const { 'stream type encrypted': found } = await brokenType({ grants: null });
    expect(found).toMatchObject(wrongOf('only the backend should: ', APP));
    expect(found?.says).toMatch(/role user may do .*create-channel/);
  });

  it('names switches of a channel type', async () => {
    const { 'stream type encrypted': found } = await brokenType({ polls: true, url_enrichment: true });
    expect(found).toMatchObject(wrongOf('url_enrichment is not false; polls is not false', APP));
  });

  it('looks at the templates of push where the stage has push notifications', async () => {
    const pushNotifications = {
      title: 'New message',
      providers: [{ type: 'firebase' as const, name: 'android' }],
    };
    expect(await notOk({ config: { ...configOf(stack), pushNotifications } })).toEqual({
      'stream push': expect.objectContaining(wrongOf('not of version v3', APP)),
      'stream type encrypted': expect.objectContaining(wrongOf('push_notifications is not true', APP)),
    });
  });

  it('names a channel type that is not there', async () => {
    const config = { ...configOf(stack), encryptedChannelTypes: ['encrypted', 'sealed'] };
    expect(await notOk({ config })).toEqual({
      'stream type sealed': expect.objectContaining(wrongOf('no channel type sealed', APP)),
    });
  });

  it('names all that is missing where nothing was ever set up', async () => {
    const bare = await startStream({ port: 0, ...stack.secrets.stream });
    try {
      const config = { ...configOf(stack), streamUrl: bare.url, fileHosts: [bare.filesUrl] };
      const found = await notOk({ config });
      expect(found).toEqual({
        'stream hook': expect.objectContaining(wrongOf('asks nobody before', APP)),
        'stream events': expect.objectContaining(wrongOf('no event hook', APP)),
        'stream type encrypted': expect.objectContaining(wrongOf('no channel type encrypted', APP)),
        'stream user': expect.objectContaining(wrongOf('no user sealed-stream', APP)),
      });
    } finally {
      await bare.close();
    }
  });
});

describe('secrets', () => {
  const secretsWith = (texts: Parameters<typeof withSecrets>[1]) => ({
    store: withSecrets(secretsOf(stack), texts),
  });
  const changed = <Value extends object>(value: Value, over: Partial<Value>) =>
    JSON.stringify({ ...value, ...over });

  it('says which is empty, what cannot be told without it, and how to fill it', async () => {
    const found = await notOk(secretsWith({ stream: null, pepper: null }));
    expect(found['secret stream']).toMatchObject(
      wrongOf('empty', 'npm run secrets -- --stage local --only stream'),
    );
    expect(found['secret pepper']).toMatchObject(wrongOf('empty', '--only pepper'));
    expect(found['stream key']).toMatchObject(unknownOf('secret stream is not usable'));
    expect(found['hook refuses']).toMatchObject(unknownOf('secret stream is not usable'));
    expect(found).not.toHaveProperty('ssks key');
  });

  it('says what is wrong with the shape of one', async () => {
    const found = await notOk(secretsWith({ ssks: '{"appId":"hunter2","apiKey":"k"}' }));
    expect(found['secret ssks']).toMatchObject(wrongOf('ssks.appId: Invalid UUID', '--only ssks'));
    expect(found['ssks key']).toMatchObject(unknownOf('secret ssks is not usable'));
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('says that Stream and the hook do not know the API secret', async () => {
    const stream = changed(stack.secrets.stream, { apiSecret: 'another' });
    const found = await notOk(secretsWith({ stream }));
    expect(found['stream key']).toMatchObject(
      wrongOf('refuses the API key or secret (401)', '--only stream'),
    );
    expect(found['hook accepts']).toMatchObject(wrongOf('does not know the API secret', 'five minutes'));
    expect(found['hook refuses']).toMatchObject(wrongOf('does not know the API secret'));
    expect(found).not.toHaveProperty('hook signature');
  });

  it('tells a wrong SSKS key from a right one, and sends no code', async () => {
    const ssks = changed(stack.secrets.ssks, { apiKey: 'another' });
    expect(await notOk(secretsWith({ ssks }))).toEqual({
      'ssks key': expect.objectContaining(
        wrongOf('refuses the application id or the key (401)', '--only ssks'),
      ),
    });
    expect(stack.sealdService.inbox.list()).toEqual([]);
  });

  it('cannot tell when Seald answers a wrong key as it does a right one', async () => {
    const fetch = brokenFetch('/tmr/', () => new Response('{}', { status: 404 }));
    expect(await notOk({ fetch })).toEqual({
      'ssks key': expect.objectContaining(unknownOf('404, and 404 with a wrong key')),
    });
  });
});

describe('our API', () => {
  const hookAnswers = (status: number, body: unknown) =>
    brokenFetch('/webhooks/stream', () => Response.json(body, { status }));

  it('says loudly that clear text passes', async () => {
    const found = await notOk({ fetch: hookAnswers(200, {}) });
    expect(found['hook refuses']).toMatchObject(wrongOf('LETS CLEAR TEXT PASS', 'cdk deploy -c stage=local'));
    expect(found['hook signature']).toMatchObject(wrongOf('get 200 and 200, not 401'));
    expect(found).not.toHaveProperty('hook accepts');
  });

  it('says that encrypted messages are refused, and that an error lets messages through', async () => {
    const refusal = { message: { type: 'error', text: 'no' } };
    expect((await notOk({ fetch: hookAnswers(200, refusal) }))['hook accepts']).toMatchObject(
      wrongOf('refuses an encrypted message', '/aws/lambda/sealed-stream-local-stream-webhook'),
    );
    expect((await notOk({ fetch: hookAnswers(500, {}) }))['hook refuses']).toMatchObject(
      wrongOf('answers 500 to clear text: Stream lets the message through'),
    );
  });

  it.each([
    ['each call', Number.POSITIVE_INFINITY, 'wrong', /p50 2\d{3} ms.*lets messages through/],
    ['the first call only', 1, 'unknown', /max 2\d{3} ms.*cold start/],
  ])('holds %s against the budget', async (_, slowCalls, status, says) => {
    let [late, calls] = [0, 0];
    const isBudget = () => calls++ >= 4 && calls <= 4 + slowCalls;
    const fetch = brokenFetch('/webhooks/stream', async (request) => {
      if (isBudget()) late += 2_000;
      return globalThis.fetch(request);
    });
    const { 'hook budget': found } = await findingsOf(stack, { fetch, now: () => Date.now() + late });
    expect(found).toMatchObject({ status, says: expect.stringMatching(says) });
  });

  it('says that it is not there', async () => {
    const found = await notOk({ apiUrl: 'http://127.0.0.1:9' });
    expect(found['hook accepts']).toMatchObject(wrongOf('lets every message through', 'reached'));
    expect(found.authorizer).toMatchObject(wrongOf('the API did not answer'));
    expect(found.clocks).toMatchObject(unknownOf('the API does not say'));
  });

  it('names calls that get in without a valid token', async () => {
    const fetch = brokenFetch('/me', () => Response.json({}));
    expect(await notOk({ fetch })).toEqual({
      authorizer: expect.objectContaining(
        wrongOf('without a token gets 200, not 401; a call with a token that is none gets 200', 'cdk deploy'),
      ),
    });
  });

  it('says that a token is not taken, and does not repeat it', async () => {
    const found = await notOk({ userToken: 'hunter2' });
    expect(found).toEqual({
      'user token': expect.objectContaining(wrongOf('gets 401', 'iss, aud and exp')),
    });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('identity provider and clocks', () => {
  const issuerOf = (issuer: string) => ({
    config: { ...configOf(stack), identityProvider: { issuer, audience: ['sealed-stream'] } },
  });

  it('wants the issuer to the letter', async () => {
    expect(await notOk(issuerOf(`${stack.issuer}/`))).toEqual({
      issuer: expect.objectContaining(
        wrongOf(`calls itself ${stack.issuer}, the stage file`, 'to the letter'),
      ),
    });
  });

  it.each([
    ['no discovery document', '/.well-known/', {}, 'answers no discovery document'],
    ['keys that are none', '/jwks', { keys: 'x' }, 'keys cannot be read'],
    ['no RSA key', '/jwks', { keys: [{ kty: 'EC' }] }, 'no RSA key'],
  ])('names %s', async (_, path, body, says) => {
    const fetch = brokenFetch(path, () => Response.json(body));
    expect(await notOk({ fetch })).toEqual({ issuer: expect.objectContaining(wrongOf(says)) });
  });

  it('says that it does not answer', async () => {
    expect((await notOk(issuerOf('http://127.0.0.1:9'))).issuer).toMatchObject(
      wrongOf('discovery document ('),
    );
  });

  const withDate = (origin: string, ahead: number) =>
    brokenFetch(origin, async (request) => {
      const { status, body } = await globalThis.fetch(request);
      return new Response(status === 204 ? null : body, {
        status,
        headers: { date: new Date(Date.now() + ahead).toUTCString() },
      });
    });

  it('tells whose clock is off', async () => {
    const fetch = withDate(stack.stream, 9_000);
    expect(await notOk({ fetch })).toEqual({
      clocks: expect.objectContaining(wrongOf('do not agree on the time')),
    });
    expect(await notOk({ fetch: withDate(stack.stream, 3_000) })).toEqual({});
    const { clocks } = await findingsOf(stack, { now: () => Date.now() + 60_000 });
    expect(clocks).toMatchObject(unknownOf('this machine’s clock is off'));
  });
});

it('takes the addresses from the stack, or says that there is none', async () => {
  const outputs = {
    ...queueOutputs,
    ApiUrl: `${stack.api}/`,
    WebhookUrl: `${stack.api}/webhooks/stream`,
  };
  const account = healthyAccount({ outputs: async () => outputs });
  expect(await notOk({ account, apiUrl: undefined })).toEqual({});
  const moved = { ...outputs, WebhookUrl: `${stack.api.replace('127.0.0.1', 'localhost')}/webhooks/stream` };
  const other = await notOk({ account: healthyAccount({ outputs: async () => moved }), apiUrl: undefined });
  expect(other['stream hook']).toMatchObject(wrongOf(`not ${moved.WebhookUrl}`));
  const none = await notOk({ account: healthyAccount({ outputs: async () => null }), apiUrl: undefined });
  expect(none.stack).toMatchObject(wrongOf('no stack SealedStream-local', 'npx cdk deploy -c stage=local'));
  expect(none['stream hook']).toMatchObject(unknownOf('cannot be told without its address'));
  expect(none['hook accepts']).toMatchObject(unknownOf('address of the hook is not known'));
});

it('never says a secret', async () => {
  const { accessToken } = await registerPerson(stack, 'Bob');
  const values = [...Object.values(stack.secrets).flatMap((secret) => leaves(secret)), accessToken];
  expect(values.length).toBeGreaterThan(10);
  const runs = await Promise.all([
    findingsOf(stack, { userToken: accessToken }),
    findingsOf(stack, { userToken: accessToken, apiUrl: 'http://127.0.0.1:9' }),
    findingsOf(stack, { fetch: brokenFetch('/', () => Response.json(stack.secrets)) }),
  ]);
  const said = runs
    .flatMap((findings) => Object.values(findings))
    .map((finding) => JSON.stringify(finding) + lineOf(finding));
  for (const value of values) expect(said.filter((text) => text.includes(value))).toEqual([]);
});

const leaves = (value: object): string[] =>
  Object.values(value).flatMap((each) => (typeof each === 'string' ? [each] : leaves(each)));

describe('npm run doctor', () => {
  const env = () => ({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.secretsManager,
    AWS_MAX_ATTEMPTS: '1',
  });

  it('prints a line for each check and ends with 1 when something is wrong', async () => {
    const { accessToken } = await registerPerson(stack, 'Carol');
    const args = ['--stage', 'local', '--api-url', stack.api, '--token-from-stdin'];
    const { code, out, err } = await runOperation('doctor', args, { env: env(), stdin: accessToken });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^ok {13}stage file {12}infra\/stages\/local\.json is valid$/m);
    expect(out).toMatch(/^ok +hook refuses /m);
    expect(out).toMatch(/^ok +user token /m);
    expect(out).toMatch(/^could not tell +alarms +AWS could not be asked/m);
    expect(out).toMatch(/^\d+ ok, \d+ wrong, \d+ could not tell$/m);
    expect(out).not.toContain(accessToken);
    for (const value of leaves(stack.secrets)) expect(out).not.toContain(value);
  });

  it('prints JSON, and one finding for a stage that is not there', async () => {
    const { code, out } = await runOperation('doctor', ['--stage', 'nowhere', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      stage: 'nowhere',
      findings: [
        expect.objectContaining({
          check: 'stage file',
          ...wrongOf('There is no stage "nowhere"', 'infra/stages'),
        }),
      ],
    });
  });
});
