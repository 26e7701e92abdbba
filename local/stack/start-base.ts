import { join } from 'node:path';
import { ensureTables } from '../dynamodb/ensure-tables.ts';
import { startDynamodb } from '../dynamodb/start-dynamodb.ts';
import { type FrontDoor, startFrontDoor } from '../front-door/start-front-door.ts';
import { startIdentityProvider } from '../identity-provider/start-identity-provider.ts';
import type { Service } from '../platform/service.ts';
import { type SealdService, startSeald } from '../seald/start-seald.ts';
import { startTopic, type Topic } from '../sns/start-topic.ts';
import { type Sqs, startSqs } from '../sqs/start-sqs.ts';
import { type StreamService, startStream } from '../stream/start-stream.ts';
import { synthesize } from '../synth/synthesize.ts';
import type { Deployment } from '../template/deployment.ts';
import { readDeployment } from '../template/read-deployment.ts';
import { logOf, otherOrigins, type Setting, wireOf } from './setting.ts';

/** The parts the gateway needs. */
export type Base = {
  deployment: Deployment;
  frontDoor: FrontDoor;
  sqs: Sqs;
  sns: Topic;
  dynamodb: Service;
  issuer: Service;
  stream: StreamService;
  seald: SealdService;
};

/** Starts everything the gateway needs, side by side: the template takes longest, and only the tables wait for it. */
export const startBase = async (setting: Setting): Promise<Base> => {
  const { parts, ports } = setting;
  const deploying = makeTemplate(setting);
  const opening = parts.up('front door', () =>
    startFrontDoor({
      port: ports.web,
      address: setting.openTo,
      origins: setting.origins,
      onWire: wireOf(setting, 'front-door'),
    }),
  );
  const queueing = parts.up('sqs', () => startSqs({ port: ports.sqs, onWire: wireOf(setting, 'sqs') }));
  const [deployment, frontDoor, sqs, sns, dynamodb, issuer, stream, seald] = await Promise.all([
    deploying,
    opening,
    queueing,
    parts.up('sns', () => startTopic((mail) => setting.say(`mail: ${mail.split('\n')[0]}`))),
    startTables(setting, deploying),
    opening.then((door) => startIssuer(setting, door)),
    queueing.then(({ url }) => startMessages(setting, url)),
    startKeys(setting),
    Promise.all([queueing, deploying]).then(([queues, { queues: wanted }]) => queues.ensureQueues(wanted)),
  ]);
  return { deployment, frontDoor, sqs, sns, dynamodb, issuer, stream, seald };
};

const makeTemplate = async ({ parts, say }: Setting): Promise<Deployment> => {
  const { assemblyDir } = await parts.done(
    'template',
    () => synthesize({ stage: 'local', onLine: (line) => line.startsWith('Bundling') && say(line) }),
    ({ fromCache }) => (fromCache ? 'unchanged' : 'made by cdk synth, with the bundles of the functions'),
  );
  return readDeployment(assemblyDir);
};

const startTables = async (setting: Setting, deploying: Promise<Deployment>): Promise<Service> => {
  const dynamodb = await setting.parts.up('dynamodb', () =>
    startDynamodb({
      port: setting.ports.dynamodb,
      stateDir: join(setting.stateDir, 'dynamodb'),
      onWire: wireOf(setting, 'dynamodb'),
      onCall: setting.onAwsCall,
    }),
  );
  const { region, tables } = await deploying;
  await ensureTables(dynamodb.url, region, tables);
  return dynamodb;
};

const startIssuer = (setting: Setting, frontDoor: FrontDoor): Promise<Service> =>
  setting.parts.up('issuer', () =>
    startIdentityProvider({
      port: setting.ports.issuer,
      address: setting.openTo,
      web: frontDoor.url,
      origins: otherOrigins(setting, frontDoor),
      stateDir: join(setting.stateDir, 'issuer'),
      onWire: wireOf(setting, 'issuer'),
    }),
  );

const startMessages = (setting: Setting, sqsEndpoint: string): Promise<StreamService> => {
  const record = wireOf(setting, 'stream');
  return setting.parts.up('stream', () =>
    startStream({
      port: setting.ports.stream,
      filesPort: setting.ports.files,
      address: setting.openTo,
      ...setting.secrets.stream,
      stateDir: join(setting.stateDir, 'stream'),
      sqsEndpoint,
      onLine: logOf(setting, 'stream'),
      onWire: record && ((_direction, _kind, bytes) => record(bytes)),
    }),
  );
};

const startKeys = (setting: Setting): Promise<SealdService> => {
  const { seald, ssks } = setting.secrets;
  return setting.parts.up('seald', () =>
    startSeald({
      apiPort: setting.ports.seald,
      ssksPort: setting.ports.ssks,
      address: setting.openTo,
      ...seald,
      ssksKey: ssks.apiKey,
      stateDir: join(setting.stateDir, 'seald'),
      onLine: logOf(setting, 'seald'),
      onWire: setting.wire && ((server, bytes) => wireOf(setting, `seald-${server}`)?.(bytes)),
    }),
  );
};
