import { join } from 'node:path';
import { recipientOf } from '../../shared/adapters/report-seal.ts';
import { routes } from '../../shared/contract/routes.ts';
import { type GatewayService, startGateway } from '../gateway/start-gateway.ts';
import type { Service } from '../platform/service.ts';
import { startSecretsManager } from '../secrets-manager/start-secrets-manager.ts';
import { otherOrigins, type Setting, wireOf } from './setting.ts';
import type { StackUrls } from './stack-urls.ts';
import type { Base } from './start-base.ts';

/** The AWS stand-ins look whether a request is signed, not by whom. */
const KEYS = { accessKeyId: 'local', secretAccessKey: 'local' };

export type Api = { api: GatewayService; secretsManager: Service };

/**
 * Starts the functions behind the gateway, over the parts they call. A process of the hook is warmed up, because it fails open: a cold start on
 * a busy machine could outlast its deadline (stream.md section 9.2).
 */
export const startApi = async (setting: Setting, base: Base): Promise<Api> => {
  const { parts, ports, store } = setting;
  const { deployment } = base;
  const secretsManager = await parts.up('secrets manager', () =>
    startSecretsManager({
      port: ports['secrets-manager'],
      store,
      secrets: deployment.secrets,
      onWire: wireOf(setting, 'secrets-manager'),
      onCall: setting.onAwsCall,
    }),
  );
  const api = await parts.up('api', () =>
    startGateway({
      port: ports.api,
      address: setting.openTo,
      deployment,
      logDir: join(setting.stateDir, 'logs'),
      processEnvironment: awsEnvironment(deployment.region, base, secretsManager.url),
      replace: {
        issuer: base.issuer.url,
        corsOrigins: [base.frontDoor.url, ...otherOrigins(setting, base.frontDoor)],
        variables: {
          SSKS_URL: `${base.seald.ssksUrl}/`,
          STREAM_URL: base.stream.url,
          FILE_HOSTS: base.stream.filesUrl,
          QUEUE_URL: streamQueue(base),
          REPORT_RECIPIENT: recipientOf(setting.secrets.moderation.identities[0] ?? ''),
          ...setting.functionVariables,
        },
        variablesOf: setting.variablesOf,
      },
      onLine: setting.say,
      onWire: wireOf(setting, 'api'),
    }),
  );
  await parts.done('hook', () => api.warm(routes.streamWebhook.name, true));
  return { api, secretsManager };
};

/** Where the functions find AWS on this machine. */
const awsEnvironment = (region: string, { dynamodb, sns }: Base, secretsManager: string) => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
  AWS_ENDPOINT_URL_SNS: sns.url,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager,
});

/** What the front door tells clients. Prefix and channel types are those the functions were deployed with. */
export const stackUrls = ({ secrets }: Setting, base: Base, { api }: Api): StackUrls => ({
  web: base.frontDoor.url,
  api: api.url,
  stream: base.stream.url,
  seald: base.seald.url,
  ssks: base.seald.ssksUrl,
  issuer: base.issuer.url,
  inbox: `${base.frontDoor.url}/inbox`,
  dashboard: `${base.frontDoor.url}/dashboard`,
  streamApiKey: secrets.stream.apiKey,
  sealdAppId: secrets.seald.appId,
  sealdIdPrefix: variable(base, 'signup', 'SEALD_ID_PREFIX'),
  encryptedChannelTypes: variable(base, 'stream-webhook', 'ENCRYPTED_CHANNEL_TYPES').split(','),
  fileHosts: [base.stream.filesUrl],
});

/** Where Stream's event hook puts what is stored: the queue that a function of the template is told of. */
export const streamQueue = (base: Base): string => {
  const url = variable(base, 'configure-stream', 'QUEUE_URL');
  return base.sqs.queueUrl(url.split('/').pop() ?? '');
};

const variable = ({ deployment }: Base, functionName: string, name: string): string => {
  const value = deployment.functions.find((spec) => spec.name === functionName)?.environment[name];
  if (value === undefined) throw new Error(`The template gives the function ${functionName} no ${name}.`);
  return value;
};
