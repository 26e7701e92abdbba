import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startSecretsManager } from '../../local/secrets-manager/start-secrets-manager.ts';

export const STAGE = 'example';
const REGION = 'eu-west-1';

const deployed = ['stream', 'seald', 'ssks', 'sealing', 'pepper'].map((name) => ({
  name,
  arn: `arn:aws:secretsmanager:${REGION}:123456789012:secret:sealed-stream/${STAGE}/${name}-AbCdEf`,
}));

/** Secrets Manager as the stack leaves it: five secrets without a value. */
export const startEmptySecrets = async () => {
  const values = new Map<string, string>();
  const store = { values, put: (name: string, value: string) => void values.set(name, value) };
  const service = await startSecretsManager({ port: 0, store, secrets: deployed });
  return { values, url: service.url, close: service.close };
};

export const arnOf = (name: string): string => deployed.find((secret) => secret.name === name)?.arn ?? '';

export type Outcome = { code: number | null; out: string; err: string };
export type Call = {
  env?: Record<string, string>;
  /** What is piped in; null leaves the pipe open without a word. Otherwise there is no input. */
  stdin?: string | null;
};

/** Runs `operations/<script>.ts` as npm does, with nothing of our own environment. */
export const runOperation = async (
  script: string,
  args: readonly string[],
  { env = {}, stdin }: Call = {},
): Promise<Outcome> => {
  const child = spawn(process.execPath, [`operations/${script}.ts`, ...args], {
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...env,
    },
  });
  if (typeof stdin === 'string') child.stdin?.end(stdin);
  const [out, err] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    child.exitCode === null ? once(child, 'exit') : null,
  ]);
  return { code: child.exitCode, out, err };
};
