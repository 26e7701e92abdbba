import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recipientOf } from '../../shared/adapters/report-seal.ts';
import { secretShapes } from '../../shared/secrets.ts';
import { type Call, runOperation, STAGE, startEmptySecrets, startFakeLambda } from '../support/operations.ts';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const given = {
  stream: { apiKey: hex(6), apiSecret: hex(32) },
  seald: { appId: randomUUID(), jwtSecretId: randomUUID(), jwtSecret: hex(32) },
  ssks: { apiKey: hex(16) },
};
const values = Object.values(given).flatMap((fields) => Object.values(fields));

const answering = (status: string) => () => ({ payload: { Data: { status } } });
const CONFIGURE = `sealed-stream-${STAGE}-configure-stream`;

let secrets: Awaited<ReturnType<typeof startEmptySecrets>>;
let lambda: Awaited<ReturnType<typeof startFakeLambda>>;
beforeAll(async () => {
  [secrets, lambda] = await Promise.all([startEmptySecrets(), startFakeLambda()]);
});
afterAll(() => Promise.all([secrets.close(), lambda.close()]));
beforeEach(() => {
  secrets.values.clear();
  lambda.invocations.length = 0;
  lambda.functions.set(CONFIGURE, answering('configured'));
});

const run = (args: string[], stdin?: Call['stdin']) =>
  runOperation('secrets', ['--stage', STAGE, ...args], {
    env: { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url, AWS_ENDPOINT_URL_LAMBDA: lambda.url },
    ...(stdin === undefined ? {} : { stdin }),
  });
const fill = () => run([], JSON.stringify(given));
/** As after a fill, without the wait. */
const seed = () => {
  const filled = {
    ...given,
    ssks: { appId: given.seald.appId, ...given.ssks },
    sealing: { currentKid: 'k0', keys: { k0: randomBytes(32).toString('base64') } },
    pepper: { pepper: randomBytes(32).toString('base64') },
    logs: { callerKey: randomBytes(32).toString('base64') },
    moderation: { identities: [randomBytes(32).toString('base64url')] },
  };
  for (const [name, value] of Object.entries(filled)) secrets.values.set(name, JSON.stringify(value));
};
const kept = (name: string) => JSON.parse(secrets.values.get(name) ?? 'null');

const expectNoValueIn = (text: string) => {
  for (const value of values) expect(text).not.toContain(value);
};

describe('npm run secrets', () => {
  it('fills what the stack made empty: theirs from standard input, ours made', async () => {
    const { code, out, err } = await fill();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const [name, shape] of Object.entries(secretShapes))
      expect(shape().safeParse(kept(name)).error).toBeUndefined();
    expect(kept('ssks')).toEqual({ appId: given.seald.appId, ...given.ssks });
    expect(out.match(/^Wrote /gm)).toHaveLength(7);
    expect(lambda.invocations).toEqual([{ name: CONFIGURE, payload: {} }]);
    expectNoValueIn(out);
    expect(out).not.toContain(kept('pepper').pepper);
    const [identity] = kept('moderation').identities;
    expect(out).toContain(`"reports": { "recipient": "${recipientOf(identity)}" }`);
    expect(out).not.toContain(identity);
  });

  it('writes nothing a second time, and replaces what is filled only when told to', async () => {
    seed();
    const before = new Map(secrets.values);
    expect(await run([])).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was written') });
    const again = await run([], JSON.stringify({ stream: given.stream }));
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('--only stream') });
    expect(secrets.values).toEqual(before);
    const stream = { apiKey: 'other', apiSecret: 'other-secret' };
    expect(await run(['--only', 'stream'], JSON.stringify({ stream }))).toMatchObject({ code: 0 });
    expect(kept('stream')).toEqual(stream);
    expect(kept('seald')).toEqual(given.seald);
  });

  it.each([
    ['is not deployed', () => lambda.functions.delete(CONFIGURE)],
    ['still waits', () => lambda.functions.set(CONFIGURE, answering('waiting for secrets'))],
  ])(
    'keeps what was written when the function that sets up Stream %s, and says what to do',
    async (_, spoil) => {
      spoil();
      const { code, err } = await fill();
      expect(code).toBe(1);
      expect(err).toContain(`npm run admin -- configure-stream --stage ${STAGE}`);
      expect(secrets.values.size).toBe(7);
    },
  );

  it('names every problem at once and no value, and writes nothing', async () => {
    const jwtSecret = 'far-too-short';
    const wrong = {
      stream: { apiSecret: given.stream.apiSecret, [given.stream.apiKey]: '' },
      seald: { ...given.seald, appId: 'not-a-uuid', jwtSecret },
    };
    const { code, out, err } = await run([], JSON.stringify(wrong));
    expect(code).toBe(1);
    for (const problem of [
      'stream.apiKey: ',
      'stream: 1 unknown field',
      'seald.appId: ',
      'seald.jwtSecret: ',
    ])
      expect(err).toContain(problem);
    expectNoValueIn(out + err);
    expect(err).not.toContain(jwtSecret);
    expect(err).not.toContain('not-a-uuid');
    expect(secrets.values.size).toBe(0);
  });

  it('fills in parts, and says what is missing', async () => {
    const { code, out } = await run([], JSON.stringify({ stream: given.stream }));
    expect(code).toBe(0);
    expect(out).toContain('Still missing: seald, ssks.');
    expect(lambda.invocations).toEqual([]);
  });

  it.each([
    ['no JSON', '{"stream": "half'],
    ['an unknown secret', '{"hunter2": {}}'],
    ['a secret that is no object', '{"stream": "hunter2"}'],
    ['a list', '["hunter2"]'],
  ])('refuses %s, repeating nothing', async (_, text) => {
    const { code, err } = await run([], text);
    expect(code).toBe(1);
    expect(err).toContain('Standard input must be a JSON object');
    expect(err).not.toMatch(/hunter2|half/);
  });

  it.each([
    ['an empty input', undefined],
    ['a pipe into which nobody writes', null],
  ])('says so instead of waiting at %s', async (_, stdin) => {
    const { code, err } = await run([], stdin);
    expect(code).toBe(1);
    expect(err).toContain('no terminal');
    expect(secrets.values.size).toBe(0);
  });

  it('makes no new key of ours in the place of one that may be in use', async () => {
    seed();
    const before = new Map(secrets.values);
    const refused = { code: 1, err: expect.stringContaining('would lose what it protects') };
    expect(await run(['--only', 'pepper'])).toMatchObject(refused);
    secrets.values.set('sealing', '{"currentKid":"k1","keys":{}}');
    expect(await run([])).toMatchObject(refused);
    secrets.values.set('sealing', before.get('sealing') ?? '');
    expect(secrets.values).toEqual(before);
    const sealing = { currentKid: 'k1', keys: { k1: randomBytes(32).toString('base64') } };
    expect(await run(['--only', 'sealing'], JSON.stringify({ sealing }))).toMatchObject({ code: 0 });
    expect(kept('sealing')).toEqual(sealing);
  });

  it('says that the stage is not there, or not deployed', async () => {
    expect(await runOperation('secrets', ['--stage', 'nowhere'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no stage "nowhere"'),
    });
    const elsewhere = await runOperation('secrets', ['--stage', 'local'], {
      env: { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url },
    });
    expect(elsewhere).toMatchObject({
      code: 1,
      err: expect.stringContaining('npx cdk deploy -c stage=local'),
    });
  });
});

describe('npm run secrets -- --rotate', () => {
  it('stream: keeps the old API secret as the previous one until it is retired', async () => {
    seed();
    const apiSecret = hex(32);
    const { code, out } = await run(['--rotate', 'stream'], JSON.stringify({ stream: { apiSecret } }));
    expect(code).toBe(0);
    expect(out).not.toContain(apiSecret);
    const rotated = { apiKey: given.stream.apiKey, apiSecret };
    expect(kept('stream')).toEqual({ ...rotated, previousApiSecret: given.stream.apiSecret });
    const repeated = await run(['--rotate', 'stream'], JSON.stringify({ stream: { apiSecret } }));
    expect(repeated).toMatchObject({ code: 1, err: expect.stringContaining('current value') });
    expect(kept('stream').previousApiSecret).toBe(given.stream.apiSecret);
    expect(await run(['--retire', 'stream'])).toMatchObject({ code: 0 });
    expect(kept('stream')).toEqual(rotated);
    expect(await run(['--retire', 'stream'])).toMatchObject({
      out: expect.stringContaining('no previous API secret'),
    });
  });

  it('sealing: adds a key, makes it current and keeps the others', async () => {
    seed();
    const first = kept('sealing');
    const { code, out } = await run(['--rotate', 'sealing']);
    expect(code).toBe(0);
    const second = kept('sealing');
    expect(second.keys).toMatchObject(first.keys);
    expect(Object.keys(second.keys)).toHaveLength(2);
    expect(second.currentKid).not.toBe(first.currentKid);
    expect(out).toContain(second.currentKid);
    for (const key of Object.values(second.keys)) expect(out).not.toContain(key as string);
  });

  it('seald and ssks: replace what was given out, and keep the application', async () => {
    seed();
    const seald = { jwtSecretId: randomUUID(), jwtSecret: hex(32) };
    expect(await run(['--rotate', 'seald'], JSON.stringify({ seald }))).toMatchObject({ code: 0 });
    expect(kept('seald')).toEqual({ appId: given.seald.appId, ...seald });
    const ssks = { apiKey: hex(16) };
    expect(await run(['--rotate', 'ssks'], JSON.stringify({ ssks }))).toMatchObject({ code: 0 });
    expect(kept('ssks')).toEqual({ appId: given.seald.appId, ...ssks });
  });

  it('logs: makes another key', async () => {
    seed();
    const before = kept('logs').callerKey;
    expect(await run(['--rotate', 'logs'])).toMatchObject({ code: 0 });
    expect(secretShapes.logs().parse(kept('logs')).callerKey).not.toBe(before);
  });

  it('moderation: makes one more identity, keeps the others, and says whom to seal for', async () => {
    seed();
    const before = kept('moderation').identities;
    const { code, out } = await run(['--rotate', 'moderation']);
    const [identity, ...others] = secretShapes.moderation().parse(kept('moderation')).identities;
    expect([code, others]).toEqual([0, before]);
    expect(before).not.toContain(identity);
    expect(out).toContain(recipientOf(identity ?? ''));
    expect(out).not.toContain(identity);
  });

  it('pepper: does not', async () => {
    expect(await run(['--rotate', 'pepper'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not rotate'),
    });
  });

  it('refuses to rotate what was never filled', async () => {
    const { code, err } = await run(['--rotate', 'stream'], JSON.stringify({ stream: { apiSecret: 'x' } }));
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('is empty') });
  });
});
