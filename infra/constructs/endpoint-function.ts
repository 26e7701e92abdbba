import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from '../../shared/environment.ts';

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
  name: FunctionName;
  environment: Record<string, string>;
  logRetentionDays: RetentionDays;
  logKey: IKey;
  /** 10 s and 512 MB unless given. */
  timeout?: Duration;
  memorySize?: number;
};

/** The log group of a stage's function; its name is known before the function is, so that the key can name it. */
export const functionLogGroup = (stage: string, name: FunctionName): string =>
  `/sealed-stream/${stage}/${name}`;

/** One Lambda of `functions/<name>`, with a log group and a role of its own that may do nothing but log until granted more. */
export class EndpointFunction extends Construct {
  readonly lambda: NodejsFunction;

  constructor(scope: Construct, id: string, props: EndpointFunctionProps) {
    super(scope, id);
    const { stage, name, environment, timeout = Duration.seconds(10), memorySize = 512 } = props;
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
      environment,
      awsSdkConnectionReuse: false, // else CDK sets a variable of SDK v2, which is none of ours
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // X-Ray would need a permission on every resource; the access log has the latencies.
      tracing: Tracing.DISABLED,
      timeout,
      memorySize,
    });
  }
}
