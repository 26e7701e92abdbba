import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Observability } from '../../infra/constructs/observability.ts';
import { readStageConfig, type StageConfig } from '../../infra/stage-config.ts';
import { cdkContext } from './cdk-context.ts';
import type { Template as Resources } from './template.ts';

const table = (stack: Stack, id: string): Table =>
  new Table(stack, id, { partitionKey: { name: 'pk', type: AttributeType.STRING } });

/** What watches a stage that has every part, over parts that are nothing but names. */
export const watchedTemplate = (changes: Partial<StageConfig> = {}): Resources => {
  const outdir = mkdtempSync(join(tmpdir(), 'sealed-stream-watched-'));
  try {
    const stack = new Stack(new App({ outdir, context: cdkContext }), 'Watched');
    const functions = Object.fromEntries(
      ['stream-webhook', 'token', 'sweep', 'reconcile', 'erase-due'].map((name) => [
        name,
        LambdaFunction.fromFunctionName(stack, name, `sealed-stream-example-${name}`),
      ]),
    );
    new Observability(stack, 'Observability', {
      config: { ...readStageConfig('example'), ...changes },
      key: new Key(stack, 'Key'),
      watched: {
        api: new HttpApi(stack, 'Api'),
        functions,
        tables: { users: table(stack, 'Users'), channels: table(stack, 'Channels') },
        queue: new Queue(stack, 'Queue'),
        deadLetters: new Queue(stack, 'DeadLetters'),
        reconcilesEveryMinutes: 15,
      },
    });
    return Template.fromStack(stack).toJSON() as Resources;
  } finally {
    rmSync(outdir, { recursive: true });
  }
};
