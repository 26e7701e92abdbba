import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';

const secretNames = ['stream', 'seald', 'ssks', 'sealing', 'pepper', 'logs', 'moderation'] as const;
export type SecretName = (typeof secretNames)[number];

export type SecretsProps = { stage: string; dataKey: DataKey };

/**
 * One secret per power, `sealed-stream/<stage>/<name>`, made **without a value**: nothing secret is in the template.
 * After the first deployment each is filled with the JSON of `shared/secrets.ts`; until then its readers fail, and say so.
 * `sealing`, `pepper`, `logs` and `moderation` are ours and random, but filled the same way: CloudFormation cannot make the JSON they need.
 * A secret outlives the stack, unless the stack's very first deployment fails: its name would then block the next one.
 */
export class Secrets extends Construct {
  private readonly dataKey: DataKey;
  private readonly secrets: Record<SecretName, CfnSecret>;

  constructor(scope: Construct, id: string, { stage, dataKey }: SecretsProps) {
    super(scope, id);
    this.dataKey = dataKey;
    this.secrets = Object.fromEntries(
      secretNames.map((name) => [name, this.addSecret(name, stage)]),
    ) as typeof this.secrets;
  }

  /** Lets the function read the secret and sets `<NAME>_SECRET_ARN` to where it is. */
  grantRead(fn: LambdaFunction, name: SecretName): void {
    const arn = this.secrets[name].ref;
    fn.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] }));
    this.dataKey.grantDecryptVia('secretsmanager', fn);
    fn.addEnvironment(`${name.toUpperCase()}_SECRET_ARN`, arn);
  }

  private addSecret(name: SecretName, stage: string): CfnSecret {
    const secret = new CfnSecret(this, name, {
      name: `sealed-stream/${stage}/${name}`,
      description: `Sealed Stream: JSON, see "${name}" in shared/secrets.ts`,
      kmsKeyId: this.dataKey.key.keyArn,
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return secret;
  }
}
