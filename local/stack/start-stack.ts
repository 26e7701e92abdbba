import { join } from 'node:path';
import { readMetrics } from '../front-door/read-metrics.ts';
import type { OnCall } from '../platform/record-calls.ts';
import { type LocalSecrets, parseSecrets } from '../secrets-manager/local-secrets.ts';
import { openSecretStore } from '../secrets-manager/secret-store.ts';
import type { Deployment } from '../template/deployment.ts';
import { buildWeb } from '../web/build-web.ts';
import { deployResources } from './deploy-resources.ts';
import { openParts } from './parts.ts';
import { explainPortInUse, portsFrom } from './ports.ts';
import { readQueuesFor } from './read-queues-for.ts';
import { openRecordFiles } from './record-files.ts';
import { runSchedules } from './run-schedules.ts';
import type { Setting } from './setting.ts';
import type { StackUrls } from './stack-urls.ts';
import { type Api, stackUrls, startApi, streamQueue } from './start-api.ts';
import { type Base, startBase } from './start-base.ts';
import { openStateFolder } from './state-folder.ts';

export type StackOptions = {
  /** Of the front door; the other servers follow it. 0 picks free ports. */
  port: number;
  stateDir: string;
  /** Forgets all users, messages and keys first. */
  fresh?: boolean;
  /** Gets a line as each part is up. */
  onLine?: (line: string) => void;
  /** Appends every byte that each server receives to `<stateDir>/wire/<server>.log`. */
  recordWire?: boolean;
  /** Gets each signed call of DynamoDB and Secrets Manager. */
  onAwsCall?: OnCall;
  /** Function variables other than the template's, for example `{ ACTIVATION_KEY_TYPE: 'userLicenseToken' }`. */
  functionVariables?: Record<string, string>;
  /** The same for one function, by its short name (`token`, `sweep`). */
  variablesOf?: (name: string) => Record<string, string>;
  /** Other apps' origins, whose pages may use API, identity provider and inbox too, for example `http://localhost:5173`. */
  origins?: readonly string[];
  /**
   * An address of this machine, for phones on its network: what clients talk to listens there, and all addresses that they are told are of it. What only the
   * stack's own processes use stays on the loopback interface, and so does a second front door. Whoever reaches it can be anybody.
   */
  openTo?: string | undefined;
  /**
   * Has a process of every function ready soon after the start, before most are asked. True unless told; else each but the hook's starts when it is first called,
   * which spares a test those it does not need.
   */
  warmAll?: boolean;
  /** Builds the web app, once per state of its sources, and serves it at `/`. False unless told. */
  web?: boolean;
};

/** Parts that can fail and come back while the others run. `api` is the gateway with all function processes. */
export type RestartablePart = 'api' | 'dynamodb' | 'issuer' | 'seald' | 'stream';

export type Stack = StackUrls & {
  /** The front door for a browser on this machine: `web`, unless the stack is open to a network. */
  webHere: string;
  streamService: Base['stream'];
  sealdService: Base['seald'];
  gateway: Api['api'];
  secrets: LocalSecrets;
  deployment: Deployment;
  /** Origins of the AWS stand-ins. */
  dynamodb: string;
  secretsManager: string;
  sqs: string;
  /** What SNS was told to mail, oldest first. */
  mails: readonly string[];
  /** Where Stream's event hook puts messages. */
  queueUrl: string;
  /** Logs of the functions, of the gateway and of the emulators' requests. */
  logDir: string;
  wireDir: string;
  /** Ends this part, keeps it away for so many milliseconds, and starts it again with what it had stored. Only where `port` is not 0. */
  restart: (part: RestartablePart, awayMs: number) => Promise<void>;
  /** Ends every server and process. May be repeated. */
  close: () => Promise<void>;
};

/**
 * Starts the whole cloud on this machine: the functions of the synthesized template behind a gateway, and stand-ins for
 * everything they and the clients talk to. Throws when a port is taken, when another stack has the state folder, or when
 * the template cannot be made; then nothing stays running.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const folder = openStateFolder(options.stateDir, options.fresh ?? false);
  let isClosing = false;
  const say = (line: string) => {
    if (!isClosing) options.onLine?.(line); // Ctrl-C ends the functions too, which is no news
  };
  const parts = openParts(say);
  const ports = portsFrom(options.port);
  const logs = openRecordFiles(join(options.stateDir, 'logs'));
  const wire = options.recordWire ? openRecordFiles(join(options.stateDir, 'wire')) : undefined;
  const close = async () => {
    isClosing = true;
    await parts.close();
    logs.close();
    wire?.close();
    folder.release();
  };
  try {
    const store = openSecretStore(join(options.stateDir, 'secrets.json'));
    const secrets = parseSecrets(store.values);
    const { stateDir } = options;
    const functionVariables = options.functionVariables ?? {};
    const started = await startParts({
      stateDir,
      ports,
      parts,
      say,
      store,
      secrets,
      logs,
      wire,
      onAwsCall: options.onAwsCall,
      functionVariables,
      variablesOf: options.variablesOf ?? (() => ({})),
      origins: options.origins ?? [],
      openTo: options.openTo,
      warmAll: options.warmAll ?? true,
      web: options.web ?? false,
    });
    return { ...started, restart: parts.restart, close };
  } catch (error) {
    await close();
    throw explainPortInUse(error, ports);
  }
};

const startParts = async (setting: Setting): Promise<Omit<Stack, 'close' | 'restart'>> => {
  const building = setting.web ? makeWebApp(setting) : undefined;
  building?.catch(() => {}); // thrown below, should nothing else fail before
  const base = await startBase(setting);
  const api = await startApi(setting, base);
  const urls = stackUrls(setting, base, api);
  await deployResources(setting, base, api);
  await readQueuesFor(setting, base, api);
  await runSchedules(setting, base, api);
  base.frontDoor.open({
    urls,
    metrics: () => readMetrics(join(setting.stateDir, 'logs')),
    stream: base.stream,
    inbox: { list: (to) => base.seald.inbox.list(to) }, // the one of a part that was started again too
    webDir: await building,
  });
  if (setting.warmAll) void api.api.warm(); // never rejects, and ends when the stack is closed
  return {
    ...urls,
    webHere: base.frontDoor.urlHere,
    streamService: base.stream,
    sealdService: base.seald,
    gateway: api.api,
    secrets: setting.secrets,
    deployment: base.deployment,
    dynamodb: base.dynamodb.url,
    secretsManager: api.secretsManager.url,
    sqs: base.sqs.url,
    mails: base.sns.mails,
    queueUrl: streamQueue(base),
    logDir: join(setting.stateDir, 'logs'),
    wireDir: join(setting.stateDir, 'wire'),
  };
};

/** The folder of the built web app. */
const makeWebApp = async ({ parts }: Setting): Promise<string> => {
  const { webDir } = await parts.done('web app', buildWeb, ({ fromCache }) =>
    fromCache ? 'unchanged' : 'built by vite',
  );
  return webDir;
};
