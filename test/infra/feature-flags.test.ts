import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { cdkContext } from './cdk-context.ts';

const recommended = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../node_modules/aws-cdk-lib/recommended-feature-flags.json'),
    'utf8',
  ),
) as Record<string, unknown>;

it('cdk.json sets every feature flag as AWS recommends, so that an upgrade of CDK changes no template by a default', () => {
  expect(Object.keys(recommended).length).toBeGreaterThan(50);
  expect(cdkContext).toMatchObject(recommended);
});
