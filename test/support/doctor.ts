import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { StreamChat } from 'stream-chat';
import { readStageConfig, type StageConfig } from '../../infra/stage-config.ts';
import type { Stack } from '../../local/stack/start-stack.ts';
import { type Admission, admit } from '../../operations/doctor/admit.ts';
import type { Account } from '../../operations/doctor/aws-account.ts';
import { examine } from '../../operations/doctor/examine.ts';
import { openSecretStore, type SecretStore } from '../../operations/secrets/secret-store.ts';
import { recipientOf } from '../../shared/adapters/report-seal.ts';
import type { SecretName } from '../../shared/secrets.ts';

export const QUEUE = 'SealedStream-local-StreamEventsQueue78D22964-AbCdEf';
const QUEUE_URL = `https://sqs.eu-west-1.amazonaws.com/123456789012/${QUEUE}`;

/** What a stack says of its queues. */
export const queueOutputs = { EventQueueUrl: QUEUE_URL, FailedEventQueueUrl: `${QUEUE_URL}-failed` };

/** An account in which all is well, but for what a test says. */
export const healthyAccount = (over: Partial<Account> = {}): Account => ({
  outputs: async () => queueOutputs,
  stack: async () => ({ status: 'CREATE_COMPLETE', isProtected: true }),
  concurrency: async () => ({ all: 1000, unreserved: 950 }),
  waiting: async () => 0,
  dayOf: async () => ({ sum: 0, samples: 12 }),
  alarms: async () => [{ name: 'sealed-stream-local-api-5xx', state: 'OK' }],
  ...over,
});

/** The stage file of the local stack with the addresses that this stack got, and all that a stage should have. */
export const configOf = ({ stream, ssks, issuer, fileHosts, secrets }: Stack): StageConfig => ({
  ...readStageConfig('local'),
  streamUrl: stream,
  fileHosts,
  ssksUrl: `${ssks}/`,
  identityProvider: { issuer, audience: ['sealed-stream'] },
  hook: { reservedConcurrency: 50 },
  alarms: { emails: ['oncall@example.com'], challengesPerHour: 200 },
  reports: {
    recipient: recipientOf(secrets.moderation.identities[0] ?? ''),
    retentionDays: 90,
    emails: ['moderators@example.com'],
  },
});

export const secretsOf = (stack: Stack): SecretStore =>
  openSecretStore(
    'local',
    new SecretsManagerClient({
      endpoint: stack.secretsManager,
      region: stack.deployment.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );

/** The store with other texts in some of its secrets; null empties one. */
export const withSecrets = (
  store: SecretStore,
  texts: Partial<Record<SecretName, string | null>>,
): SecretStore => ({
  ...store,
  read: async (name) => (name in texts ? (texts[name] ?? null) : store.read(name)),
});

export const streamServer = ({ stream, secrets }: Stack): StreamChat =>
  new StreamChat(secrets.stream.apiKey, secrets.stream.apiSecret, { baseURL: stream });

export const eventHook = (over: object = {}) => ({
  enabled: true,
  hook_type: 'sqs' as const,
  event_types: ['message.new', 'message.updated'],
  sqs_queue_url: QUEUE_URL,
  sqs_region: 'eu-west-1',
  sqs_auth_type: 'resource',
  ...over,
});

/** Examines the stack and gives each finding by its check. */
export const findingsOf = async (stack: Stack, over: Partial<Admission> = {}) => {
  const { patient, outputs } = await admit({
    config: configOf(stack),
    account: healthyAccount(),
    store: secretsOf(stack),
    apiUrl: stack.api,
    lagMs: 0,
    ...over,
  });
  const findings = [{ check: 'stack', ...outputs }, ...(await examine(patient))];
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
};

/** Answers calls whose address contains `part` in place of the server. */
export const brokenFetch =
  (part: string, answer: (request: Request) => Response | Promise<Response>): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    return request.url.includes(part) ? answer(request) : fetch(request);
  };
