import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createFunctions } from '../../local/gateway/functions.ts';
import { createLambdaPool, type LambdaPool, type PoolOptions } from '../../local/lambda/lambda-pool.ts';
import type { Outcome } from '../../local/lambda/outcome.ts';
import type { LambdaSpec } from '../../local/template/deployment.ts';

const require = createRequire(import.meta.url);
let dir: string;
const pools: LambdaPool[] = [];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'sealed-stream-lambda-'));
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;
const poolOf = (code: string, spec: Partial<LambdaSpec> = {}, options: Partial<PoolOptions> = {}) => {
  const module = `code${count++}`;
  writeFileSync(join(dir, `${module}.mjs`), code);
  const pool = createLambdaPool(
    {
      name: module,
      functionName: 'sealed-stream-test-sample',
      arn: 'arn:aws:lambda:eu-west-3:123456789012:function:sealed-stream-test-sample',
      codeDir: dir,
      handler: `${module}.handler`,
      timeoutSeconds: 3,
      memoryMb: 256,
      environment: {},
      ...spec,
    },
    { logDir: dir, processEnvironment: {}, ...options },
  );
  pools.push(pool);
  return { pool, log: () => readFileSync(join(dir, `${module}.log`), 'utf8') };
};

const value = (outcome: Outcome) => (outcome.ok ? JSON.parse(outcome.payload) : outcome);
const errorType = (outcome: Outcome) => (outcome.ok ? 'none' : outcome.error.errorType);
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
/** Half a minute at most: a busy machine takes seconds to start a process that starts another. */
const until = async (condition: () => boolean) => {
  for (let turn = 0; turn < 600 && !condition(); turn++) await new Promise((done) => setTimeout(done, 50));
  return condition();
};

describe('the runtime client', () => {
  it('is the version whose native part the shim stands for', () => {
    const client = require.resolve('aws-lambda-ric');
    const { version } = JSON.parse(readFileSync(join(client, '../package.json'), 'utf8'));
    const calls = readFileSync(client, 'utf8').match(/nativeClient\.\w+\(|"\.\/rapid-client\.node"/g);
    expect(version).toBe('4.0.2');
    expect(new Set(calls)).toEqual(
      new Set(['nativeClient.next(', 'nativeClient.done(', 'nativeClient.error(', '"./rapid-client.node"']),
    );
  });
});

describe('a function process', () => {
  it('gets the event and the context Lambda gives', async () => {
    const { pool } = poolOf(
      `export const handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() })`,
    );
    const { event, context, left } = value(await pool.invoke('{"text":"héllo"}'));
    expect(event).toEqual({ text: 'héllo' });
    expect(context).toMatchObject({
      functionName: 'sealed-stream-test-sample',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-3:123456789012:function:sealed-stream-test-sample',
      logGroupName: '/aws/lambda/sealed-stream-test-sample',
    });
    expect(context.awsRequestId).toMatch(/^[\da-f-]{36}$/);
    expect(left).toBeGreaterThan(100);
    expect(left).toBeLessThanOrEqual(3000);
  });

  it('sees no variable of ours', async () => {
    process.env.SEALED_STREAM_MARKER = 'ours';
    const code = 'export const handler = async () => process.env';
    const { pool } = poolOf(
      code,
      { environment: { TABLE_NAME: 'users' } },
      { processEnvironment: { AWS_REGION: 'eu-west-3' } },
    );
    const seen = value(await pool.invoke('{}'));
    delete process.env.SEALED_STREAM_MARKER;
    expect(seen).toMatchObject({
      TABLE_NAME: 'users',
      AWS_REGION: 'eu-west-3',
      _HANDLER: expect.any(String),
    });
    const known = /^(AWS_|LAMBDA_|_HANDLER$|_X_AMZN_TRACE_ID$|PATH$|LANG$|TZ$|TABLE_NAME$)/;
    expect(Object.keys(seen).filter((name) => !known.test(name))).toEqual([]);
  });

  it('is used again, and another starts only beside it', async () => {
    const { pool } = poolOf(`
      const pid = process.pid;
      export const handler = async ({ ms = 0 }) => { await new Promise((done) => setTimeout(done, ms)); return pid; }`);
    const first = value(await pool.invoke('{}'));
    expect(value(await pool.invoke('{}'))).toBe(first);
    const both = await Promise.all([pool.invoke('{"ms":300}'), pool.invoke('{"ms":300}')]);
    expect(new Set(both.map(value)).size).toBe(2);
    expect(pool.size()).toBe(2);
  });

  it('serves a third event when it is free, and leaves it to a new one when two stay at work', async () => {
    const code = `
      export const handler = async ({ ms = 0 }) => { await new Promise((done) => setTimeout(done, ms)); return process.pid; }`;
    const { pool } = poolOf(code, { timeoutSeconds: 60 });
    const two = await Promise.all([pool.invoke('{"ms":300}'), pool.invoke('{"ms":300}')]);
    const three = await Promise.all([pool.invoke('{}'), pool.invoke('{}'), pool.invoke('{}')]);
    expect(new Set(three.map(value))).toEqual(new Set(two.map(value)));
    const hanging = [pool.invoke('{"ms":60000}'), pool.invoke('{"ms":60000}')];
    expect(two.map(value)).not.toContain(value(await pool.invoke('{}')));
    expect(pool.size()).toBe(3);
    await pool.close();
    expect((await Promise.all(hanging)).map(errorType)).toEqual(['Runtime.ExitError', 'Runtime.ExitError']);
  });

  it('waits for a free process at the limit, and is throttled past it', async () => {
    const code =
      'export const handler = async () => { await new Promise((done) => setTimeout(done, 200)); return process.pid; }';
    const { pool } = poolOf(code, {}, { maxProcesses: 1, maxWaiting: 2 });
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => pool.invoke('{}')));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
    expect(outcomes.map(errorType)).toContain('Lambda.Throttled');
    expect(pool.size()).toBe(1);
  });

  it('reports what a handler throws, and lives on', async () => {
    const { pool } = poolOf(`
      export const handler = async ({ bad }) => { if (bad) throw new RangeError('too far'); return process.pid; }`);
    const pid = value(await pool.invoke('{}'));
    const outcome = await pool.invoke('{"bad":true}');
    expect(outcome).toMatchObject({ ok: false, error: { errorType: 'RangeError', errorMessage: 'too far' } });
    expect(value(await pool.invoke('{}'))).toBe(pid);
  });

  it('is killed when its time is up, and the next event gets a new one', async () => {
    const { pool, log } = poolOf(
      `export const handler = async ({ hang }) => { while (hang); return process.pid; }`,
      { timeoutSeconds: 1 },
    );
    const pid = value(await pool.invoke('{}'));
    const startedAt = Date.now();
    const outcome = await pool.invoke('{"hang":true}');
    expect(outcome).toMatchObject({
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
      },
    });
    expect(Date.now() - startedAt).toBeLessThan(8000);
    expect(isRunning(pid)).toBe(false);
    expect(value(await pool.invoke('{}'))).not.toBe(pid);
    expect(log()).toContain('"status":"timeout"');
  });

  it('may take longer to load than the timeout of its handler', async () => {
    const { pool } = poolOf(
      `await new Promise((done) => setTimeout(done, 1500)); export const handler = async () => 'loaded'`,
      { timeoutSeconds: 1 },
    );
    expect(value(await pool.invoke('{}'))).toBe('loaded');
  });

  it.each([
    ['throws while loading', `throw new TypeError('no'); export const handler = 1`, 'TypeError'],
    ['is no JavaScript', 'export const handler = ', 'Runtime.UserCodeSyntaxError'],
    ['exports another name', 'export const other = async () => {}', 'Runtime.HandlerNotFound'],
    [
      'takes a callback',
      'export const handler = (event, context, done) => done(null, 1)',
      'Runtime.CallbackHandlerDeprecated',
    ],
    [
      'ends itself while loading',
      'process.exit(3); export const handler = async () => {}',
      'Runtime.ExitError',
    ],
    ['ends itself in the handler', 'export const handler = async () => process.exit(3)', 'Runtime.ExitError'],
  ])('fails the waiting event when the code %s', async (_, code, type) => {
    const { pool } = poolOf(code);
    expect(errorType(await pool.invoke('{}'))).toBe(type);
    expect(await until(() => pool.size() === 0)).toBe(true);
  });

  it('may be warmed: ready before the first event, or the reason why not', async () => {
    const { pool } = poolOf('export const handler = async () => process.uptime()');
    expect(await pool.warm()).toBeUndefined();
    expect(pool.size()).toBe(1);
    await pool.warm();
    expect(pool.size()).toBe(1);
    const { pool: broken } = poolOf('throw new TypeError("no")');
    expect(await broken.warm()).toMatchObject({ errorType: 'TypeError' });
  });

  it('is held to 6 MB each way, and lives on', async () => {
    const { pool } = poolOf(`export const handler = async ({ size }) => 'x'.repeat(size)`);
    expect(value(await pool.invoke(JSON.stringify({ size: 6_000_000 })))).toHaveLength(6_000_000);
    expect(errorType(await pool.invoke(JSON.stringify({ size: 6_300_000 })))).toBe(
      'Function.ResponseSizeTooLarge',
    );
    expect(errorType(await pool.invoke(JSON.stringify({ pad: 'x'.repeat(6_300_000) })))).toBe(
      'Lambda.RequestTooLarge',
    );
    expect(value(await pool.invoke('{"size":1}'))).toBe('x');
    expect(pool.size()).toBe(1);
  });

  it('writes its log as JSON lines with the request id', async () => {
    const { pool, log } = poolOf(
      `export const handler = async (_, { awsRequestId }) => { console.log('seen', 1); return awsRequestId; }`,
    );
    const requestId = value(await pool.invoke('{}'));
    const lines = log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ level: 'INFO', message: 'seen 1', requestId });
    expect(lines[1]).toMatchObject({ type: 'platform.report', record: { requestId, status: 'success' } });
  });
});

describe('warming', () => {
  const traced = (trace: string, loadingMs: number) => {
    const write = (sign: string) => `appendFileSync(${JSON.stringify(trace)}, \`${sign}\${name}\\n\`);`;
    const code = `import { appendFileSync } from 'node:fs';
      const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
      ${write('+')}
      await new Promise((done) => setTimeout(done, ${loadingMs}));
      ${write('-')}
      export const handler = async () => name;`;
    writeFileSync(join(dir, 'traced.mjs'), code);
    return ['one', 'two', 'hook', 'three'].map((name) => ({
      ...{ name, functionName: name, arn: `arn:${name}`, codeDir: dir, handler: 'traced.handler' },
      ...{ timeoutSeconds: 3, memoryMb: 128, environment: {} },
    }));
  };

  it('loads the named function alone when that is all that is wanted', async () => {
    const trace = join(dir, 'trace-alone');
    const functions = createFunctions(traced(trace, 0), { logDir: dir, processEnvironment: {} });
    await functions.warm(() => {}, 'hook', true);
    await functions.close();
    expect(readFileSync(trace, 'utf8')).toBe('+hook\n-hook\n');
  });

  it.each([1, 2])('loads the named function first, then the others, %i at once', async (warmAtOnce) => {
    const trace = join(dir, `trace-${warmAtOnce}`);
    const specs = traced(trace, warmAtOnce === 1 ? 100 : 1500); // two processes must meet
    const functions = createFunctions(specs, { logDir: dir, processEnvironment: {}, warmAtOnce });
    await functions.warm(() => {}, 'hook');
    await functions.close();
    const steps = readFileSync(trace, 'utf8').trim().split('\n');
    const loading = steps.map((_, index) =>
      steps.slice(0, index + 1).reduce((count, step) => count + (step.startsWith('+') ? 1 : -1), 0),
    );
    expect(Math.max(...loading)).toBe(warmAtOnce);
    expect(steps.slice(0, warmAtOnce)).toContain('+hook');
    expect(steps.filter((step) => step.startsWith('-')).sort()).toEqual(['-hook', '-one', '-three', '-two']);
  });
});

describe('the end', () => {
  it('ends every process and fails what still runs', async () => {
    const { pool } = poolOf(`
      export const handler = async ({ hang }) => { if (hang) await new Promise((done) => setTimeout(done, 60000)); return process.pid; }`);
    const pid = value(await pool.invoke('{}'));
    const hanging = pool.invoke('{"hang":true}');
    await new Promise((done) => setTimeout(done, 100));
    await pool.close();
    await pool.close();
    expect(errorType(await hanging)).toBe('Runtime.ExitError');
    expect(isRunning(pid)).toBe(false);
    expect(errorType(await pool.invoke('{}'))).toBe('Runtime.ExitError');
  });

  it('also takes a process that is just being started, and events that wait', async () => {
    const code = `import { writeFileSync } from 'node:fs';
      writeFileSync('late-start', '');
      export const handler = async () => process.pid`;
    const { pool } = poolOf(code, {}, { maxProcesses: 1 });
    const outcomes = [pool.invoke('{}'), pool.invoke('{}')];
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    await pool.close();
    await new Promise((done) => setTimeout(done, 500));
    expect((await Promise.all(outcomes)).map(errorType)).toEqual(['Runtime.ExitError', 'Runtime.ExitError']);
    expect(existsSync(join(dir, 'late-start'))).toBe(false);
  });

  it('of the parent ends its processes, idle or in the middle of an event', async () => {
    writeFileSync(
      join(dir, 'orphan.mjs'),
      `import { writeFileSync } from 'node:fs';
       export const handler = async ({ pidFile, hang }) => {
         writeFileSync(pidFile, String(process.pid));
         if (hang) await new Promise((done) => setTimeout(done, 60000));
       }`,
    );
    const specOf = (name: string) => ({
      ...{ name, functionName: name, arn: 'arn:x', codeDir: dir, handler: 'orphan.handler' },
      ...{ timeoutSeconds: 60, memoryMb: 128, environment: {} },
    });
    writeFileSync(
      join(dir, 'parent.mjs'),
      `import { createLambdaPool } from ${JSON.stringify(join(import.meta.dirname, '../../local/lambda/lambda-pool.ts'))};
       const invoke = (spec, event) =>
         createLambdaPool(spec, { logDir: ${JSON.stringify(dir)}, processEnvironment: {} }).invoke(JSON.stringify(event));
       await invoke(${JSON.stringify(specOf('idle'))}, { pidFile: 'idle.pid' });
       await invoke(${JSON.stringify(specOf('busy'))}, { pidFile: 'busy.pid', hang: true });`,
    );
    const parent = spawn(process.execPath, [join(dir, 'parent.mjs')], { stdio: 'ignore' });
    const pids = () =>
      ['idle', 'busy']
        .map((name) => join(dir, `${name}.pid`))
        .map((file) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0));
    try {
      expect(await until(() => pids().every((pid) => pid > 0))).toBe(true);
      await new Promise((done) => setTimeout(done, 200));
      expect(pids().map(isRunning)).toEqual([true, true]);
    } finally {
      parent.kill('SIGKILL');
    }
    expect(await until(() => !pids().some(isRunning))).toBe(true);
  }, 60_000);
});
