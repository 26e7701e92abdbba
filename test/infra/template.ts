import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from '../../local/platform/build-cache.ts';
import { runTool } from '../../local/platform/run-tool.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
/** What the templates are made of. Bundles are not in them: those that are deployed come from `local/synth`. */
const SOURCES = ['infra', 'shared', 'test/infra', 'cdk.json', 'package-lock.json'];

// biome-ignore lint/suspicious/noExplicitAny: a template's properties have as many shapes as AWS has resources
export type Resource = { Type: string; Properties: any; DependsOn?: string[]; [key: string]: unknown };
export type Template = {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: Resource['Properties'] }>;
};

export type Templates = {
  example: Template;
  /** Whether CloudFormation is told to keep the example's stack from being deleted. */
  isProtected: boolean;
  /** Of a stage with other settings. */
  changed: Template;
  /** Nothing but what watches a stage; with a budget for the account, and for the stage. */
  watched: Template;
  watchedStage: Template;
};

/**
 * The templates the tests look at, made by `write-templates.ts` once per state of the sources: CDK takes seconds to
 * load, in each test file anew. Throws what synthesis says when it fails.
 */
export const templates = async (): Promise<Templates> => {
  const { dir } = await buildOnce({
    folder: join(ROOT, '.build/infra-templates'),
    root: ROOT,
    sources: SOURCES,
    make: (outDir) =>
      runTool({
        name: 'write-templates',
        args: [join(ROOT, 'test/infra/write-templates.ts'), outDir],
        cwd: ROOT,
        env: process.env,
      }),
  });
  const read = (...path: string[]): Template => JSON.parse(readFileSync(join(dir, ...path), 'utf8'));
  const file = 'SealedStream-example.template.json';
  const manifest = JSON.parse(readFileSync(join(dir, 'example/manifest.json'), 'utf8')) as {
    artifacts: Record<string, { properties: { terminationProtection?: boolean } }>;
  };
  return {
    example: read('example', file),
    isProtected: manifest.artifacts['SealedStream-example']?.properties.terminationProtection ?? false,
    changed: read('changed', file),
    watched: read('watched-account.json'),
    watchedStage: read('watched-stage.json'),
  };
};

export const resources = ({ Resources }: Template, type: string): Record<string, Resource> =>
  Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => Type === type));

/** The function's properties, by the name it has in `shared/environment.ts`. */
export const functionNamed = (template: Template, name: string, stage = 'example'): Resource['Properties'] =>
  Object.values(resources(template, 'AWS::Lambda::Function')).find(
    ({ Properties }) => Properties.FunctionName === `sealed-stream-${stage}-${name}`,
  )?.Properties;

/** The functions of ours: CDK adds one that stands between CloudFormation and a handler. */
export const ownFunctions = (template: Template): Resource['Properties'][] =>
  Object.values(resources(template, 'AWS::Lambda::Function'))
    .map(({ Properties }) => Properties)
    .filter(({ FunctionName }) => !FunctionName.endsWith('-framework'));

export type Statement = { Action: string | string[]; Resource: unknown; Effect: string; Condition?: unknown };

/** Every statement of the policies that hang on the function's role. */
export const statementsOf = (template: Template, name: string, stage?: string): Statement[] => {
  const role = functionNamed(template, name, stage).Role['Fn::GetAtt'][0];
  return Object.values(resources(template, 'AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
};

export const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

/** Logical id of the table that functions know by this variable. */
export const tableNamedBy = (template: Template, variable: string): string | undefined =>
  Object.values(resources(template, 'AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment?.Variables?.[variable]?.Ref)
    .find((id) => id !== undefined);
