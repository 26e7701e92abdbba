import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** The feature flags of `cdk.json`, which only the CLI reads: what is looked at here is what is deployed. No function is bundled. */
export const cdkContext: Record<string, unknown> = { ...context, 'aws:cdk:bundling-stacks': [] };
