import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../../local/platform/serve.ts';
import { startSecretsManager } from '../../local/secrets-manager/start-secrets-manager.ts';

export const STAGE = 'example';
const REGION = 'eu-west-1';

const deployed = ['stream', 'seald', 'ssks', 'sealing', 'pepper', 'logs', 'moderation'].map((name) => ({
  name,
  arn: `arn:aws:secretsmanager:${REGION}:123456789012:secret:sealed-stream/${STAGE}/${name}-AbCdEf`,
}));

/** Secrets Manager as the stack leaves it: seven secrets without a value. */
export const startEmptySecrets = async () => {
  const values = new Map<string, string>();
  const store = { values, put: (name: string, value: string) => void values.set(name, value) };
  const service = await startSecretsManager({ port: 0, store, secrets: deployed });
  return { values, url: service.url, close: service.close };
};

type Invocation = { name: string; payload: unknown };
type Answer = { payload: unknown; isFailure?: boolean };

/** Lambda's API with the functions that a test gives it: two calls of it, as the AWS SDK makes them. */
export const startFakeLambda = async () => {
  const fake = {
    functions: new Map<string, (payload: unknown) => Answer | Promise<Answer>>(),
    variables: new Map<string, Record<string, string>>(),
    invocations: [] as Invocation[],
  };
  const server = createServer(async (request, response) => {
    const [, , , name = '', action] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const body = await text(request);
    const send = (status: number, headers: Record<string, string>, answer: unknown) =>
      response.writeHead(status, headers).end(JSON.stringify(answer));
    const [fn, Variables] = [fake.functions.get(name), fake.variables.get(name)];
    if (action === 'configuration' && Variables) return send(200, {}, { Environment: { Variables } });
    if (action !== 'invocations' || !fn)
      return send(
        404,
        { 'x-amzn-errortype': 'ResourceNotFoundException' },
        { Message: 'Function not found' },
      );
    fake.invocations.push({ name, payload: JSON.parse(body) });
    const { payload, isFailure } = await fn(JSON.parse(body));
    return send(200, isFailure ? { 'x-amz-function-error': 'Unhandled' } : {}, payload);
  });
  const { url, close } = await listen(server, 0);
  return { ...fake, url, close };
};

export const arnOf = (name: string): string => deployed.find((secret) => secret.name === name)?.arn ?? '';

export type Outcome = { code: number | null; out: string; err: string };
export type Call = {
  env?: Record<string, string>;
  /** What is piped in; null leaves the pipe open without a word. Otherwise there is no input. */
  stdin?: string | null;
};

/** Runs `operations/<script>.ts` as npm does, with nothing of our own environment. */
export const runOperation = (script: string, args: readonly string[], call: Call = {}): Promise<Outcome> =>
  runScript(`operations/${script}.ts`, args, {
    ...call,
    env: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...call.env,
    },
  });

/** What npm's scripts start with (`toolchain/node.mjs`). */
const { PATH, NODE_COMPILE_CACHE } = process.env;

/** Runs a script of the project with no environment but what npm's scripts start with and what is given. */
export const runScript = async (
  path: string,
  args: readonly string[],
  { env = {}, stdin }: Call = {},
): Promise<Outcome> => {
  const child = spawn(process.execPath, [path, ...args], {
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { PATH, NODE_COMPILE_CACHE, ...env },
  });
  if (typeof stdin === 'string') child.stdin?.end(stdin);
  const [out, err] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    child.exitCode === null ? once(child, 'exit') : null,
  ]);
  return { code: child.exitCode, out, err };
};
