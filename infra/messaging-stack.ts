import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { routes } from '../shared/contract/routes.ts';
import { environment, type FunctionName } from '../shared/environment.ts';
import { ChannelTable } from './constructs/channel-table.ts';
import { DataKey } from './constructs/data-key.ts';
import { EndpointFunction, functionLogGroup } from './constructs/endpoint-function.ts';
import { accessLogGroup, MessagingApi } from './constructs/messaging-api.ts';
import { Secrets } from './constructs/secrets.ts';
import { UserTable } from './constructs/user-table.ts';
import { type FunctionSettings, functionSettings } from './function-settings.ts';
import type { StageConfig } from './stage-config.ts';

const functionNames = Object.keys(environment) as FunctionName[];

const logGroupNames = (stage: string): string[] => [
  accessLogGroup(stage),
  ...functionNames.map((name) => functionLogGroup(stage, name)),
];

/** Everything one stage runs on. */
export class MessagingStack extends Stack {
  readonly api: MessagingApi;
  readonly secrets: Secrets;
  private readonly config: StageConfig;
  private readonly dataKey: DataKey;
  private readonly users: UserTable;
  private readonly channels: ChannelTable;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id, { description: `Sealed Stream, stage ${config.stage}` });
    this.config = config;
    this.dataKey = new DataKey(this, 'DataKey', { logGroups: logGroupNames(config.stage) });
    this.secrets = new Secrets(this, 'Secrets', { stage: config.stage, dataKey: this.dataKey });
    this.users = new UserTable(this, 'Users', this.dataKey);
    this.channels = new ChannelTable(this, 'Channels', this.dataKey);
    const functions = this.addFunctions();
    this.api = new MessagingApi(this, 'MessagingApi', { config, functions, logKey: this.dataKey.key });
    new CfnOutput(this, 'ApiUrl', { value: this.api.url });
    new CfnOutput(this, 'WebhookUrl', { value: `${this.api.url}${routes.streamWebhook.path}` });
  }

  private addFunctions(): Record<FunctionName, NodejsFunction> {
    const settings = functionSettings(this.config);
    const added = functionNames.map((name) => [name, this.addFunction(name, settings[name])]);
    return Object.fromEntries(added);
  }

  private addFunction(name: FunctionName, settings: FunctionSettings): NodejsFunction {
    const { stage, logRetentionDays } = this.config;
    const { lambda } = new EndpointFunction(this, name, {
      stage,
      name,
      environment: settings.variables,
      logRetentionDays,
      logKey: this.dataKey.key,
      ...settings.sizing,
    });
    for (const secret of settings.secrets) this.secrets.grantRead(lambda, secret);
    this.grantTables(lambda, settings);
    return lambda;
  }

  private grantTables(lambda: NodejsFunction, { users, channels }: FunctionSettings): void {
    if (users === 'read') this.users.grantRead(lambda);
    if (users === 'readAndPut') this.users.grantReadAndPut(lambda);
    if (users === 'readAndUpdate') this.users.grantReadAndUpdate(lambda);
    if (users === 'query') this.users.grantQuery(lambda);
    if (users === 'erase') this.users.grantErase(lambda);
    if (channels === 'read') this.channels.grantRead(lambda);
    if (channels === 'readAndPut') this.channels.grantReadAndPut(lambda);
  }
}
