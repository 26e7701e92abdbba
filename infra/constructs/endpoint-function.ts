import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Alias,
  Architecture,
  type CfnFunction,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundleOf } from '../bundles.ts';
import type { DeployedFunction } from '../deployed-functions.ts';
import { tagComponent } from '../tags.ts';

const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');

export type EndpointFunctionProps = {
  stage: string;
  name: DeployedFunction;
  environment: Record<string, string>;
  logRetentionDays: RetentionDays;
  logKey: IKey;
  /** 10 s and 512 MB unless given. */
  timeout?: Duration;
  memorySize?: number;
  /** Whether Lambda tells X-Ray of each call. */
  tracing: boolean;
  reservedConcurrency?: number | undefined;
  /** Kept warm, behind the alias `live`. */
  provisionedConcurrency?: number | undefined;
};

/** The name a stage's function is deployed under. */
export const functionNameOf = (stage: string, name: string): string => `sealed-stream-${stage}-${name}`;

/**
 * The log group of a stage's function; its name is known before the function is, so that the key can name it. It is the one that AWS
 * would choose: CDK's Provider tells CloudFormation, and so whoever reads the event of a failure, to look there.
 */
export const functionLogGroup = (stage: string, name: string): string =>
  `/aws/lambda/${functionNameOf(stage, name)}`;

/** One Lambda of `functions/<name>`, with a log group and a role of its own that may do nothing but log until granted more. */
export class EndpointFunction extends Construct {
  readonly lambda: LambdaFunction;
  /** What callers call: the function, or the alias whose environments are kept warm. */
  readonly callee: IFunction;

  constructor(scope: Construct, id: string, props: EndpointFunctionProps) {
    super(scope, id);
    const { stage, name, environment, timeout = Duration.seconds(10), memorySize = 512 } = props;
    tagComponent(this, name);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: functionLogGroup(stage, name),
      retention: props.logRetentionDays,
      encryptionKey: props.logKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: functionNameOf(stage, name),
      code: Code.fromAsset(this.codeOf(name)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // What its metrics are counted for.
      environment: { STAGE: stage, ...environment },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.DISABLED, // see traceWith
      timeout,
      memorySize,
      reservedConcurrentExecutions: props.reservedConcurrency,
    });
    if (props.tracing) this.traceWith(role);
    const { provisionedConcurrency: provisionedConcurrentExecutions } = props;
    this.callee = provisionedConcurrentExecutions
      ? new Alias(this, 'Live', {
          aliasName: 'live',
          version: this.lambda.currentVersion,
          provisionedConcurrentExecutions,
        })
      : this.lambda;
  }

  /** Where nobody looks at the code, as in `cdk list`, it is not bundled. */
  private codeOf(name: DeployedFunction): string {
    return Stack.of(this).bundlingRequired ? bundleOf(name) : join(FUNCTIONS, name);
  }

  /**
   * X-Ray knows no resources, so its permission is for all of them. It is a policy of its own, so that the exception that is
   * made for it in `acknowledgements.ts` covers nothing else.
   */
  private traceWith(role: Role): void {
    const policy = new Policy(this, 'Tracing', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
          resources: ['*'],
        }),
      ],
    });
    const lambda = this.lambda.node.defaultChild as CfnFunction;
    lambda.tracingConfig = { mode: Tracing.ACTIVE };
    this.lambda.node.addDependency(policy);
  }
}
