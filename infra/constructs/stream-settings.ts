import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, type Function as LambdaFunction, LoggingFormat } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, type IDependable } from 'constructs';
import type { StageConfig } from '../stage-config.ts';
import type { DataKey } from './data-key.ts';
import { functionLogGroup, functionNameOf } from './endpoint-function.ts';

export type StreamSettingsProps = {
  config: StageConfig;
  /** Sets Stream up, and puts back what there was. */
  handler: LambdaFunction;
  /** What the handler is told by its environment; here, so that it is run when one of them changes. */
  hookUrl: string;
  queueUrl: string;
  /** Other whenever Stream must be told something else. */
  revision: string;
  logKey: IKey;
  /** What must be there before Stream is told of it. */
  after: IDependable[];
};

/** Short name of CDK's function in front of ours. */
const FRAMEWORK = 'configure-stream-framework';

export const frameworkLogGroup = (stage: string): string => functionLogGroup(stage, FRAMEWORK);

const AGAIN_EVERY = Duration.minutes(15);

/**
 * How the team's Stream app is set, as a resource of the stack: set up with it, and put back when it goes. It changes only with
 * what Stream must know. What could not be done is tried again on a schedule.
 */
export class StreamSettings extends Construct {
  /** How its last change went, and when that was. */
  readonly status: string;
  /** CDK's own function between CloudFormation and the handler; it answers CloudFormation, also when the handler fails. */
  readonly provider: Provider;
  private readonly settings: CustomResource;

  constructor(scope: Construct, id: string, props: StreamSettingsProps) {
    super(scope, id);
    this.provider = this.addProvider(props);
    this.settings = new CustomResource(this, 'Settings', {
      serviceToken: this.provider.serviceToken,
      resourceType: 'Custom::StreamSettings',
      properties: { revision: props.revision, hookUrl: props.hookUrl, queueUrl: props.queueUrl },
    });
    this.settings.node.addDependency(...props.after);
    this.status = this.settings.getAttString('says');
    this.tryAgain(props);
  }

  /** Lets it mail what it leaves undone when the stack goes: until then, the topic and the permission to use it must stay. */
  tellTo(topic: Topic, dataKey: DataKey, handler: LambdaFunction): void {
    handler.addEnvironment('ALARM_TOPIC_ARN', topic.topicArn);
    handler.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }));
    dataKey.grantPublishVia('sns', handler);
    this.settings.node.addDependency(topic);
  }

  private tryAgain({ config: { stage }, handler }: StreamSettingsProps): void {
    const rule = new Rule(this, 'Again', {
      ruleName: `sealed-stream-${stage}-configure-stream`,
      description: 'Sealed Stream: sets Stream up when that could not be done before',
      schedule: Schedule.rate(AGAIN_EVERY),
    });
    rule.addTarget(
      new FunctionTarget(handler, {
        event: RuleTargetInput.fromObject({ retry: true }),
        retryAttempts: 0,
        maxEventAge: AGAIN_EVERY,
      }),
    );
    // The target's attempts are those to hand the event over. Lambda by itself would run a failed one twice more.
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: AGAIN_EVERY });
  }

  private addProvider({
    config: { stage, logRetentionDays },
    handler,
    logKey,
  }: StreamSettingsProps): Provider {
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: frameworkLogGroup(stage),
      retention: logRetentionDays,
      encryptionKey: logKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const provider = new Provider(this, 'Provider', {
      onEventHandler: handler,
      providerFunctionName: functionNameOf(stage, FRAMEWORK),
      frameworkOnEventRole: role,
      logGroup,
    });
    const framework = provider.node.findAll().find((node) => node instanceof CfnFunction) as CfnFunction;
    // As ours. CDK would choose by region in a table that it puts into the template.
    framework.runtime = 'nodejs24.x';
    framework.addPropertyOverride('LoggingConfig.LogFormat', LoggingFormat.JSON);
    return provider;
  }
}
