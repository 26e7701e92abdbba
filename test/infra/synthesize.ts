import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { assemble } from '../../infra/assemble.ts';
import type { MessagingStack } from '../../infra/messaging-stack.ts';
import { readStageConfig, type StageConfig } from '../../infra/stage-config.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template's properties have as many shapes as AWS has resources
export type Resource = { Type: string; Properties: any; DependsOn?: string[]; [key: string]: unknown };

const WITHOUT_BUNDLES = { 'aws:cdk:bundling-stacks': [] };

/** Runs with an app that writes to a folder of its own, gone afterwards. Bundles are made only when asked for. */
export const withApp = <Result>(use: (app: App) => Result, { bundle = false } = {}): Result => {
  const outdir = mkdtempSync(join(tmpdir(), 'sealed-stream-infra-'));
  try {
    return use(new App({ outdir, context: bundle ? {} : WITHOUT_BUNDLES }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

/** The example stage's stack, or that of a config that differs from it, as a template. */
export const synthesize = (changes: Partial<StageConfig> = {}): Template =>
  withApp((app) => Template.fromStack(assemble(app, { ...readStageConfig('example'), ...changes })));

/** Assembles the example stage in a bare app and runs `use` on its stack. */
export const withStack = <Result>(use: (stack: MessagingStack, app: App) => Result): Result =>
  withApp((app) => use(assemble(app, readStageConfig('example')), app));

export const resources = (template: Template, type: string): Record<string, Resource> =>
  template.findResources(type) as Record<string, Resource>;

/** The function's properties, by the name it has in `shared/environment.ts`. */
export const functionNamed = (template: Template, name: string): Resource['Properties'] =>
  Object.values(resources(template, 'AWS::Lambda::Function')).find(
    ({ Properties }) => Properties.FunctionName === `sealed-stream-example-${name}`,
  )?.Properties;

export type Statement = { Action: string | string[]; Resource: unknown; Effect: string; Condition?: unknown };

/** Every statement of the policies that hang on the function's role. */
export const statementsOf = (template: Template, name: string): Statement[] => {
  const role = functionNamed(template, name).Role['Fn::GetAtt'][0];
  return Object.values(resources(template, 'AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
};

export const actionsOf = ({ Action }: Statement): string[] => [Action].flat();
