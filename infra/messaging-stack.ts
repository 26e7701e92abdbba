import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { routes } from '../shared/contract/routes.ts';
import { SESSION_INDEX } from '../shared/session-index.ts';
import { concurrencyOf } from './concurrency.ts';
import { ERASES_EVERY_MINUTES } from './constructs/background-alarms.ts';
import { DataKey } from './constructs/data-key.ts';
import { EndpointFunction, functionLogGroup } from './constructs/endpoint-function.ts';
import { FunctionSchedule } from './constructs/function-schedule.ts';
import { accessLogGroup, MessagingApi, type MessagingApiProps } from './constructs/messaging-api.ts';
import { Observability } from './constructs/observability.ts';
import { ProtectedTable } from './constructs/protected-table.ts';
import { ReportTopic } from './constructs/report-topic.ts';
import { Secrets } from './constructs/secrets.ts';
import { StreamEvents } from './constructs/stream-events.ts';
import { frameworkLogGroup, StreamSettings } from './constructs/stream-settings.ts';
import { IdentityPool } from './constructs/user-pool.ts';
import { type DeployedFunction, deployedFunctions } from './deployed-functions.ts';
import { type FunctionSettings, functionSettings } from './function-settings.ts';
import type { StageConfig } from './stage-config.ts';
import { streamRevision } from './stream-revision.ts';
import { addTag, tagComponent, tagStage } from './tags.ts';

const logGroupNames = (stage: string): string[] => [
  accessLogGroup(stage),
  frameworkLogGroup(stage),
  ...deployedFunctions.map((name) => functionLogGroup(stage, name)),
];

/** Everything one stage runs on. */
export class MessagingStack extends Stack {
  readonly api: MessagingApi;
  readonly secrets: Secrets;
  readonly events: StreamEvents;
  readonly streamSettings: StreamSettings;
  readonly functions: Record<DeployedFunction, EndpointFunction>;
  /** What the backend knows of its users. */
  readonly users: ProtectedTable;
  /** Channels and the epochs of their encryption sessions; what was set at Stream before us; how far the reconciler is. */
  readonly channels: ProtectedTable;
  /** Where moderators hear of reports. */
  readonly reports: ReportTopic;
  readonly dataKey: DataKey;
  readonly identityPool: IdentityPool | undefined;
  readonly observability: Observability;
  private readonly config: StageConfig;

  constructor(scope: Construct, id: string, config: StageConfig) {
    const { terminationProtection } = config;
    super(scope, id, { description: `Sealed Stream, stage ${config.stage}`, terminationProtection });
    this.config = config;
    const { stage } = config;
    const dataKey = new DataKey(this, 'DataKey', { logGroups: logGroupNames(stage) });
    this.dataKey = dataKey;
    this.secrets = new Secrets(this, 'Secrets', { stage, dataKey });
    this.users = new ProtectedTable(this, 'Users', {
      dataKey,
      variable: 'TABLE_NAME',
      timeToLiveAttribute: 'expiresAt',
    });
    this.channels = new ProtectedTable(this, 'Channels', {
      dataKey,
      variable: 'CHANNEL_TABLE_NAME',
      localIndex: SESSION_INDEX,
    });
    this.functions = this.addFunctions();
    const { identityProvider } = config;
    if ('cognito' in identityProvider)
      this.identityPool = new IdentityPool(this, 'Identity', stage, identityProvider.cognito);
    this.api = this.addApi();
    this.events = new StreamEvents(this, 'StreamEvents');
    this.events.consumeWith(this.functions.sweep.lambda, concurrencyOf(config, 'sweep').reservedConcurrency);
    this.addSchedules();
    this.streamSettings = this.addStreamSettings();
    this.observability = this.addObservability();
    const { topic } = this.observability.alarms;
    const { emails } = config.reports;
    this.reports = new ReportTopic(this, 'Reports', { stage, emails, dataKey });
    this.reports.grantTell(this.functions.report.lambda);
    this.streamSettings.tellTo(topic, dataKey, this.functions['configure-stream'].lambda);
    this.addOutputs();
    this.addTags();
  }

  private addFunctions(): Record<DeployedFunction, EndpointFunction> {
    const settings = functionSettings(this.config);
    const added = deployedFunctions.map((name) => [name, this.addFunction(name, settings[name])]);
    return Object.fromEntries(added);
  }

  private addFunction(name: DeployedFunction, settings: FunctionSettings): EndpointFunction {
    const { stage, logRetentionDays, tracing } = this.config;
    const added = new EndpointFunction(this, name, {
      stage,
      name,
      environment: settings.variables,
      logRetentionDays,
      logKey: this.dataKey.key,
      tracing,
      ...concurrencyOf(this.config, name),
      ...settings.sizing,
    });
    for (const secret of settings.secrets) this.secrets.grantRead(added.lambda, secret);
    if (settings.users) this.users.grant(added.lambda, settings.users);
    if (settings.channels) this.channels.grant(added.lambda, settings.channels);
    return added;
  }

  private addApi(): MessagingApi {
    const { config, identityPool: own } = this;
    const { identityProvider: other } = config;
    const issuer = 'issuer' in other ? other.issuer : (own?.pool.userPoolProviderUrl ?? '');
    const audience = 'audience' in other ? other.audience : [own?.client.userPoolClientId ?? ''];
    const functions = Object.fromEntries(
      deployedFunctions.map((name) => [name, this.functions[name].callee]),
    );
    return new MessagingApi(this, 'MessagingApi', {
      config,
      functions: functions as MessagingApiProps['functions'],
      issuer,
      audience,
      logKey: this.dataKey.key,
    });
  }

  private addSchedules(): void {
    const { stage, reconcile } = this.config;
    new FunctionSchedule(this, 'ReconcileSchedule', {
      stage,
      name: 'reconcile',
      does: 'looks for what the sweeper missed',
      calls: this.functions.reconcile.lambda,
      ...reconcile,
    });
    new FunctionSchedule(this, 'EraseDueSchedule', {
      stage,
      name: 'erase-due',
      does: 'erases whose time of grace is over',
      calls: this.functions['erase-due'].lambda,
      everyMinutes: ERASES_EVERY_MINUTES,
    });
  }

  /** Stream is told of the hook and of the queue, so both must be ready to be used. */
  private addStreamSettings(): StreamSettings {
    const { lambda } = this.functions['configure-stream'];
    const hookUrl = `${this.api.endpoint}${routes.streamWebhook.path}`;
    const { queueUrl } = this.events.queue;
    lambda.addEnvironment('HOOK_URL', hookUrl);
    lambda.addEnvironment('QUEUE_URL', queueUrl);
    lambda.addEnvironment('QUEUE_REGION', Aws.REGION);
    return new StreamSettings(this, 'StreamSettings', {
      config: this.config,
      handler: lambda,
      hookUrl,
      queueUrl,
      revision: streamRevision(this.config),
      logKey: this.dataKey.key,
      after: [this.api, this.events, this.secrets, this.functions['stream-webhook']],
    });
  }

  private addObservability(): Observability {
    const { config, api, functions, users, channels, events } = this;
    const { enabled, everyMinutes } = config.reconcile;
    return new Observability(this, 'Observability', {
      config,
      key: this.dataKey.key,
      watched: {
        api: api.api,
        functions: Object.fromEntries(Object.entries(functions).map(([name, { lambda }]) => [name, lambda])),
        tables: { users: users.table, channels: channels.table },
        queue: events.queue,
        deadLetters: events.deadLetters,
        ...(enabled && { reconcilesEveryMinutes: everyMinutes }),
      },
    });
  }

  private addOutputs(): void {
    const { api, events, identityPool: own, streamSettings } = this;
    const outputs: Record<string, string | undefined> = {
      ApiUrl: api.url,
      WebhookUrl: `${api.endpoint}${routes.streamWebhook.path}`,
      ApiDomainTarget: this.config.customDomain?.hostedZone ? undefined : api.domain?.target,
      StreamStatus: streamSettings.status,
      EventQueueUrl: events.queue.queueUrl,
      FailedEventQueueUrl: events.deadLetters.queueUrl,
      Issuer: own?.pool.userPoolProviderUrl,
      UserPoolId: own?.pool.userPoolId,
      UserPoolClientId: own?.client.userPoolClientId,
      SignInUrl: own?.domain.baseUrl(),
    };
    for (const [name, value] of Object.entries(outputs))
      if (value !== undefined) new CfnOutput(this, name, { value });
  }

  private addTags(): void {
    const { stage, tags } = this.config;
    const all = { application: 'sealed-stream', stage, ...tags };
    for (const [key, value] of Object.entries(all)) addTag(this, key, value);
    tagStage(this, stage);
    const { dataKey, secrets, users, channels, reports, api, events, streamSettings, observability } = this;
    const parts = {
      dataKey,
      secrets,
      users,
      channels,
      reports,
      api,
      events,
      streamSettings,
      observability,
    };
    for (const [name, part] of Object.entries(parts)) tagComponent(part, name);
  }
}
