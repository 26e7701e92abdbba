import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Alias,
  Architecture,
  type CfnFunction,
  type IFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeployedFunction } from '../deployed-functions.ts';
import { tagComponent } from '../tags.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

/**
 * The AWS SDK goes into the bundle: what was tested is what runs, and the runtime's own copy loads no faster.
 * No source map: it is several times the bundle's size, and CloudWatch shows the error type and the request id already.
 */
const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  sourceMap: false,
  mainFields: ['module', 'main'],
  externalModules: [],
  logLevel: LogLevel.WARNING,
  // CommonJS packages inside an ESM bundle still call require() for Node's own modules.
  // Lambda's credentials are always in the environment; the SDK's other places to look are 130 KB of each bundle.
  esbuildArgs: {
    '--alias:@aws-sdk/credential-provider-node': join(
      PROJECT_ROOT,
      'shared/adapters/environment-credentials.ts',
    ),
  },
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
};

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

/** The log group of a stage's function; its name is known before the function is, so that the key can name it. */
export const functionLogGroup = (stage: string, name: DeployedFunction): string =>
  `/sealed-stream/${stage}/${name}`;

/** One Lambda of `functions/<name>`, with a log group and a role of its own that may do nothing but log until granted more. */
export class EndpointFunction extends Construct {
  readonly lambda: NodejsFunction;
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
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName: `sealed-stream-${stage}-${name}`,
      entry: join(PROJECT_ROOT, 'functions', name, 'index.ts'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
      bundling,
      // What its metrics are counted for.
      environment: { STAGE: stage, ...environment },
      awsSdkConnectionReuse: false, // else CDK sets a variable of SDK v2, which is none of ours
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
