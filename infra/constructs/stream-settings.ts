import { CustomResource, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, type Function as LambdaFunction, LoggingFormat } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, type IDependable } from 'constructs';
import type { StageConfig } from '../stage-config.ts';
import { functionLogGroup, functionNameOf } from './endpoint-function.ts';

export type StreamSettingsProps = {
  config: StageConfig;
  /** Sets Stream up, and puts back what there was. */
  handler: LambdaFunction;
  /** What the handler is told by its environment; here, so that it is run when one of them changes. */
  hookUrl: string;
  queueUrl: string;
  /** Other whenever a deployment deploys other code or settings. */
  revision: string;
  logKey: IKey;
  /** What must be there before Stream is told of it. */
  after: IDependable[];
};

/** Short name of CDK's function in front of ours. */
const FRAMEWORK = 'configure-stream-framework';

export const frameworkLogGroup = (stage: string): string => functionLogGroup(stage, FRAMEWORK);

/** How the team's Stream app is set, as a resource of the stack: set up with it, and put back when it goes. */
export class StreamSettings extends Construct {
  readonly status: string;
  readonly nextStep: string;
  /** CDK's own function between CloudFormation and the handler; it answers CloudFormation, also when the handler fails. */
  readonly provider: Provider;

  constructor(scope: Construct, id: string, props: StreamSettingsProps) {
    super(scope, id);
    this.provider = this.addProvider(props);
    const settings = new CustomResource(this, 'Settings', {
      serviceToken: this.provider.serviceToken,
      resourceType: 'Custom::StreamSettings',
      properties: { revision: props.revision, hookUrl: props.hookUrl, queueUrl: props.queueUrl },
    });
    settings.node.addDependency(...props.after);
    this.status = settings.getAttString('status');
    this.nextStep = settings.getAttString('nextStep');
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
