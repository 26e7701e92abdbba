import { setTimeout as sleep } from 'node:timers/promises';
import type { StageConfig } from '../../infra/stage-config.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import { routes } from '../../shared/contract/routes.ts';
import { HEARD_WITHIN_MS } from '../../shared/domain/settle.ts';
import type { SecretName } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';
import { readValue, type SecretStore } from '../secrets/secret-store.ts';
import { type Account, awsProblem, type Outputs } from './aws-account.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

const STREAM_DEADLINE_MS = 10_000;

export type Admission = {
  config: StageConfig;
  account: Account;
  store: SecretStore;
  /** In place of the stack's output. */
  apiUrl?: string | undefined;
  /** In place of the stack's output; the API's own path unless told. */
  webhookUrl?: string | undefined;
  userToken?: string | null;
  fetch?: typeof fetch;
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
  /** How late Stream may show what was changed there; 10 s unless told. */
  lagMs?: number;
};

/** Finds out where a stage is deployed, and with which secrets. Only reads. */
export const admit = async ({
  config,
  account,
  store,
  apiUrl,
  webhookUrl,
  userToken = null,
  fetch: send = fetch,
  now = () => Date.now(),
  wait = (ms) => sleep(ms),
  lagMs = HEARD_WITHIN_MS,
}: Admission): Promise<{ patient: Patient; outputs: Result }> => {
  const { outputs, result } = await readOutputs(account, config.stage, apiUrl);
  const stream = await usable(store, 'stream');
  const patient: Patient = {
    config,
    account,
    store,
    ...addressesOf(outputs, apiUrl, webhookUrl),
    queueUrl: outputs.EventQueueUrl ?? null,
    failedQueueUrl: outputs.FailedEventQueueUrl ?? null,
    ...identityProviderOf(config, outputs),
    stream: stream && {
      secret: stream,
      ask: createStreamClient({
        url: config.streamUrl,
        secret: async () => stream,
        deadlineMs: STREAM_DEADLINE_MS,
      }),
    },
    ssks: await usable(store, 'ssks'),
    userToken,
    fetch: send,
    now,
    wait,
    shownAt: now() + lagMs,
  };
  return { patient, outputs: result };
};

type Found = { outputs: Outputs; result: Result };

const readOutputs = async (account: Account, stage: string, apiUrl: string | undefined): Promise<Found> => {
  if (apiUrl !== undefined) {
    const outputs = await account.outputs(stage).catch(() => null);
    return { outputs: outputs ?? {}, result: ok(`taken as told: ${apiUrl}`) };
  }
  try {
    const outputs = await account.outputs(stage);
    if (!outputs)
      return {
        outputs: {},
        result: wrong(
          `there is no stack SealedStream-${stage} in this account and region`,
          `npx cdk deploy -c stage=${stage}`,
        ),
      };
    return { outputs, result: ok(`deployed at ${outputs.ApiUrl}`) };
  } catch (error) {
    return {
      outputs: {},
      result: unknown(awsProblem(error), 'name the address with --api-url to go on without AWS'),
    };
  }
};

const addressesOf = (
  outputs: Outputs,
  apiUrl: string | undefined,
  webhookUrl: string | undefined,
): Pick<Patient, 'apiUrl' | 'hookUrl'> => {
  const api = (apiUrl ?? outputs.ApiUrl)?.replace(/\/$/, '');
  const hook = webhookUrl ?? outputs.WebhookUrl ?? (api && `${api}${routes.streamWebhook.path}`);
  return { apiUrl: api ?? null, hookUrl: hook ?? null };
};

/** A provider that the stack makes is known by its outputs. */
const identityProviderOf = ({ identityProvider }: StageConfig, outputs: Outputs) => {
  if ('issuer' in identityProvider)
    return { issuer: identityProvider.issuer, audience: identityProvider.audience };
  const { Issuer, UserPoolClientId } = outputs;
  return { issuer: Issuer ?? null, audience: UserPoolClientId === undefined ? null : [UserPoolClientId] };
};

/** Why it is not usable is said by the check of the secret. */
const usable = async <Name extends SecretName>(store: SecretStore, name: Name) => {
  try {
    return await readValue(store, name);
  } catch (error) {
    if (error instanceof OperatorError) return null;
    throw error;
  }
};
