import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { StreamChat } from 'stream-chat';
import { createPatience } from '../../client-example/secure-chat/src/platform/patience.ts';
import { realTimer } from '../../client-example/secure-chat/src/platform/timer.ts';
import { installPatience } from '../../client-example/secure-chat/src/stream/rate-limits.ts';
import {
  deleteResource,
  deployResource,
  isUnchanged,
  type KnownResources,
  type ResourceAnswer,
} from '../cloudformation/custom-resources.ts';
import { ensureTables } from '../dynamodb/ensure-tables.ts';
import { startDynamodb } from '../dynamodb/start-dynamodb.ts';
import { type GatewayService, startGateway } from '../gateway/start-gateway.ts';
import type { Service } from '../platform/service.ts';
import type { SecretStore } from '../secrets-manager/secret-store.ts';
import { startSecretsManager } from '../secrets-manager/start-secrets-manager.ts';
import { startTopic, type Topic } from '../sns/start-topic.ts';
import { type Poller, pollQueue } from '../sqs/poll-queue.ts';
import { type Sqs, startSqs } from '../sqs/start-sqs.ts';
import { type StreamService, startStream } from '../stream/start-stream.ts';
import type { Deployment } from '../template/deployment.ts';
import { readDeployment } from '../template/read-deployment.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** What of an account and of Stream a deployment meets; empty at first, as both are. */
export type Cloud = {
  stream: StreamService;
  /** Stream's server client, as an operator has it. */
  server: StreamChat;
  /** Where each function writes its log. */
  logDir: string;
  /** The stack as it is deployed now. */
  gateway: () => GatewayService;
  fillSecret: (name: string, value: unknown) => void;
  streamSecret: { apiKey: string; apiSecret: string };
  /**
   * Replaces the functions by those of an assembly, then runs the custom resource if its properties are others. Answers what its
   * handler says; null when it was not asked.
   */
  deploy: (assemblyDir: string) => Promise<ResourceAnswer | null>;
  /** What was published to the alarms' topic, by the functions themselves. */
  mails: readonly string[];
  /** Has the custom resource deleted, as `cdk destroy` does first. */
  remove: () => Promise<ResourceAnswer>;
  close: () => Promise<void>;
};

type Running = {
  deployment: Deployment;
  gateway: GatewayService;
  secretsManager: Service;
};

/** Starts the stand-ins that a deployment of the stack needs, with nothing deployed. */
export const openCloud = async (folder: string): Promise<Cloud> => {
  const streamSecret = { apiKey: 'rehearsal', apiSecret: randomUUID() };
  const [sqs, dynamodb] = await Promise.all([startSqs({ port: 0 }), startDynamodb({ port: 0 })]);
  const stream = await startStream({ port: 0, ...streamSecret, sqsEndpoint: sqs.url });
  const server = new StreamChat(streamSecret.apiKey, streamSecret.apiSecret, { baseURL: stream.url });
  const now = () => new Date();
  // The rehearsal looks at Stream more often than Stream lets anybody.
  installPatience(server, createPatience({ timer: realTimer, now, random: Math.random }), now);
  const store = emptyStore();
  const topic = await startTopic();
  const logDir = join(folder, 'logs');
  const known: KnownResources = {};
  /** Started once: a poll that is given up may still take a message from the stand-in's queue. */
  const pollers: Poller[] = [];
  let running: Running | undefined;
  const current = (): Running => {
    if (!running) throw new Error('Nothing is deployed');
    return running;
  };
  const stop = async () => {
    if (!running) return;
    await running.gateway.close();
    await running.secretsManager.close();
    running = undefined;
  };
  const resourceOf = ({ deployment }: Running) => {
    const [resource] = deployment.customResources;
    if (!resource) throw new Error('The template has no custom resource');
    return resource;
  };
  return {
    stream,
    server,
    logDir,
    streamSecret,
    mails: topic.mails,
    gateway: () => current().gateway,
    fillSecret: (name, value) => store.put(name, JSON.stringify(value)),
    deploy: async (assemblyDir) => {
      const port = running ? Number(new URL(running.gateway.url).port) : 0;
      await stop();
      running = await start(readDeployment(assemblyDir), {
        port,
        sqs,
        dynamodb,
        stream,
        store,
        topic,
        logDir,
      });
      if (pollers.length === 0)
        pollers.push(
          ...startPollers(running.deployment, sqs, (name, event) => current().gateway.invoke(name, event)),
        );
      const resource = resourceOf(running);
      if (isUnchanged(resource, known[resource.logicalId])) return null;
      const deployed = await deployResource(running.gateway.invoke, resource, known[resource.logicalId]);
      known[resource.logicalId] = deployed.known;
      return deployed.answer;
    },
    remove: async () => {
      const resource = resourceOf(current());
      const { [resource.logicalId]: deployed } = known;
      if (!deployed) throw new Error('Nothing is deployed');
      return deleteResource(current().gateway.invoke, resource, deployed);
    },
    close: async () => {
      for (const poller of pollers) await poller.close();
      await stop();
      for (const service of [stream, dynamodb, sqs, topic]) await service.close();
    },
  };
};

type Place = {
  port: number;
  sqs: Sqs;
  dynamodb: Service;
  stream: StreamService;
  store: SecretStore;
  topic: Topic;
  logDir: string;
};

const start = async (deployment: Deployment, place: Place): Promise<Running> => {
  const { sqs, dynamodb, stream, store, topic, logDir } = place;
  const { region, tables, queues, secrets } = deployment;
  await Promise.all([ensureTables(dynamodb.url, region, tables), sqs.ensureQueues(queues)]);
  const secretsManager = await startSecretsManager({ port: 0, store, secrets });
  const [mainQueue] = queues.filter(({ deadLetters }) => deadLetters);
  const gateway = await startGateway({
    port: place.port,
    deployment,
    logDir,
    processEnvironment: {
      ...KEYS,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      AWS_ENDPOINT_URL_SNS: topic.url,
    },
    replace: { variables: { STREAM_URL: stream.url, QUEUE_URL: sqs.queueUrl(mainQueue?.name ?? '') } },
  });
  return { deployment, gateway, secretsManager };
};

const startPollers = (
  { region, eventSources }: Deployment,
  sqs: Sqs,
  invoke: GatewayService['invoke'],
): Poller[] =>
  eventSources.map((source) =>
    pollQueue({
      url: sqs.url,
      queueUrl: sqs.queueUrl(source.queueArn.split(':').pop() ?? ''),
      region,
      source,
      invoke,
      onLine: () => {},
    }),
  );

/** Secrets as the stack makes them: there, and without a value. */
const emptyStore = (): SecretStore => {
  const values = new Map<string, string>();
  return { values, put: (name, value) => void values.set(name, value) };
};
