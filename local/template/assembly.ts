import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type Resource = { Type: string; Properties?: Record<string, unknown> };
export type Template = {
  Resources: Record<string, Resource>;
  Parameters?: Record<string, { Default?: unknown }>;
};

export type Assembly = {
  stackName: string;
  accountId: string;
  region: string;
  template: Template;
  /** Absolute folder of an asset by the object key a function's `Code.S3Key` names, for example `<hash>.zip`. */
  assetDir: (objectKey: string) => string | undefined;
};

type Artifact = {
  type: string;
  environment?: string;
  properties?: { templateFile?: string; stackName?: string; file?: string };
};
type AssetFile = { source: { path: string }; destinations: Record<string, { objectKey: string }> };

/** Where a stack without a fixed account or region is said to be. The account is the one AWS's examples use. */
const DEFAULT_ACCOUNT = '123456789012';
const DEFAULT_REGION = 'us-east-1';

const readJson = <Shape>(...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as Shape;

/** Opens a cloud assembly of one stack (what `cdk synth -o <dir>` writes). Throws when there is not exactly one. */
export const openAssembly = (assemblyDir: string): Assembly => {
  const { artifacts } = readJson<{ artifacts: Record<string, Artifact> }>(assemblyDir, 'manifest.json');
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [id, stack] = stacks[0] ?? [];
  if (!id || !stack || stacks.length > 1) {
    throw new Error(`Expected one stack in ${assemblyDir}, found ${stacks.length}`);
  }
  const [, accountId, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(stack.environment ?? '') ?? [];
  const assets = readAssets(assemblyDir, artifacts);
  return {
    stackName: stack.properties?.stackName ?? id,
    accountId: known(accountId) ?? DEFAULT_ACCOUNT,
    region: known(region) ?? DEFAULT_REGION,
    template: readJson<Template>(assemblyDir, stack.properties?.templateFile ?? `${id}.template.json`),
    assetDir: (objectKey) => assets.get(objectKey),
  };
};

/** CDK writes `unknown-account` and `unknown-region` for a stack that may go anywhere. */
const known = (part: string | undefined) => (part?.startsWith('unknown-') ? undefined : part);

const readAssets = (assemblyDir: string, artifacts: Record<string, Artifact>) => {
  const dirs = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || !properties?.file) continue;
    const { files } = readJson<{ files?: Record<string, AssetFile> }>(assemblyDir, properties.file);
    for (const { source, destinations } of Object.values(files ?? {})) {
      for (const { objectKey } of Object.values(destinations)) {
        dirs.set(objectKey, resolve(assemblyDir, source.path));
      }
    }
  }
  return dirs;
};
