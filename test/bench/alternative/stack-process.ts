import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localDeployment } from '../../../local/gateway/local-deployment.ts';
import type { LocalSecrets } from '../../../local/secrets-manager/local-secrets.ts';
import { type Stack, startStack } from '../../../local/stack/start-stack.ts';
import type { Deployment } from '../../../local/template/deployment.ts';

/* The local stack in a process of its own, so that its work is not taken for that of whoever measures. */

export type StackReady = {
  urls: Pick<
    Stack,
    'api' | 'issuer' | 'ssks' | 'streamApiKey' | 'sealdAppId' | 'sealdIdPrefix' | 'encryptedChannelTypes'
  >;
  secrets: LocalSecrets;
  /** With the places of this run. */
  deployment: Deployment;
  /** Of the AWS stand-ins. */
  awsEnvironment: Record<string, string>;
};

/** As many calls as a bench makes. */
const LIMITS = {
  BUDGET_CAPACITY: '1000000',
  CODES_PER_USER: '1000',
  CODES_PER_FACTOR: '3000',
  CODES_PER_CALLING_CODE: '5000',
  CODES_PER_DAY: '5000',
};

const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-alternative-stack-'));
process.on('exit', () => rmSync(stateDir, { recursive: true, force: true }));
const stack = await startStack({ port: 0, stateDir, fresh: true, functionVariables: LIMITS, warmAll: false });
// Ctrl-C reaches whoever started it too, and then this.
process.on('SIGINT', () => {});
process.on('disconnect', async () => {
  await stack.close();
  process.exit();
});

const {
  api,
  issuer,
  ssks,
  stream,
  streamApiKey,
  sealdAppId,
  sealdIdPrefix,
  encryptedChannelTypes,
  fileHosts,
} = stack;
const ready: StackReady = {
  urls: { api, issuer, ssks, streamApiKey, sealdAppId, sealdIdPrefix, encryptedChannelTypes },
  secrets: stack.secrets,
  deployment: localDeployment(stack.deployment, {
    issuer,
    variables: { ...LIMITS, SSKS_URL: `${ssks}/`, STREAM_URL: stream, FILE_HOSTS: fileHosts.join(',') },
  }),
  awsEnvironment: {
    AWS_REGION: stack.deployment.region,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.secretsManager,
  },
};
process.send?.(ready);
