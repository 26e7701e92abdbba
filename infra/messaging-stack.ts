import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { routes } from '../shared/contract/routes.ts';
import { environment, type FunctionName } from '../shared/environment.ts';
import { DataKey } from './constructs/data-key.ts';
import {
  EndpointFunction,
  type EndpointFunctionProps,
  functionLogGroup,
} from './constructs/endpoint-function.ts';
import { accessLogGroup, MessagingApi } from './constructs/messaging-api.ts';
import { Secrets } from './constructs/secrets.ts';
import { UserTable } from './constructs/user-table.ts';
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

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id, { description: `Sealed Stream, stage ${config.stage}` });
    this.config = config;
    this.dataKey = new DataKey(this, 'DataKey', { logGroups: logGroupNames(config.stage) });
    this.secrets = new Secrets(this, 'Secrets', { stage: config.stage, dataKey: this.dataKey });
    const functions = this.addFunctions();
    this.grantSecrets(functions);
    this.grantTable(functions);
    this.api = new MessagingApi(this, 'MessagingApi', { config, functions, logKey: this.dataKey.key });
    new CfnOutput(this, 'ApiUrl', { value: this.api.url });
    new CfnOutput(this, 'WebhookUrl', { value: `${this.api.url}${routes.streamWebhook.path}` });
  }

  private addFunctions(): Record<FunctionName, NodejsFunction> {
    const { sealdIdPrefix, activationKeyType, streamTokenTtlSeconds, challengeLimit, ssksUrl } = this.config;
    const sealdUsers = { SEALD_ID_PREFIX: sealdIdPrefix };
    const activation = { ...sealdUsers, ACTIVATION_KEY_TYPE: activationKeyType };
    return {
      token: this.addFunction('token', { STREAM_TOKEN_TTL_SECONDS: String(streamTokenTtlSeconds) }),
      signup: this.addFunction('signup', activation),
      me: this.addFunction('me', activation),
      challenge: this.addFunction('challenge', {
        ...sealdUsers,
        SSKS_URL: ssksUrl,
        CHALLENGE_LIMIT: String(challengeLimit.count),
        CHALLENGE_WINDOW_SECONDS: String(challengeLimit.windowSeconds),
      }),
      enroll: this.addFunction('enroll', {}),
      'stream-webhook': this.addWebhook(),
    };
  }

  /** Stream gives the hook 1.5 s and then lets the message through, so it gets more CPU, and no time it cannot use. */
  private addWebhook(): NodejsFunction {
    return this.addFunction(
      'stream-webhook',
      { ENCRYPTED_CHANNEL_TYPES: this.config.encryptedChannelTypes.join(',') },
      { memorySize: 1024, timeout: Duration.seconds(3) },
    );
  }

  private addFunction(
    name: FunctionName,
    variables: Record<string, string>,
    sizing: Pick<EndpointFunctionProps, 'memorySize' | 'timeout'> = {},
  ): NodejsFunction {
    const { stage, logRetentionDays } = this.config;
    const logKey = this.dataKey.key;
    return new EndpointFunction(this, name, {
      stage,
      name,
      environment: variables,
      logRetentionDays,
      logKey,
      ...sizing,
    }).lambda;
  }

  private grantSecrets(functions: Record<FunctionName, NodejsFunction>): void {
    const { token, signup, me, challenge, 'stream-webhook': webhook } = functions;
    for (const fn of [token, webhook]) this.secrets.grantRead(fn, 'stream');
    for (const fn of [signup, me]) this.secrets.grantRead(fn, 'seald');
    for (const fn of [signup, me, challenge]) this.secrets.grantRead(fn, 'sealing');
    for (const name of ['ssks', 'pepper'] as const) this.secrets.grantRead(challenge, name);
  }

  private grantTable({ signup, me, challenge, enroll }: Record<FunctionName, NodejsFunction>): void {
    const users = new UserTable(this, 'Users', this.dataKey);
    users.grantReadAndPut(signup);
    users.grantRead(me);
    for (const fn of [challenge, enroll]) users.grantReadAndUpdate(fn);
  }
}
