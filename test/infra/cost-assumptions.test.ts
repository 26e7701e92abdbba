import { expect, it } from '@jest/globals';
import { fixed, functions } from '../../operations/cost/assumptions.ts';
import { routes } from '../../shared/contract/routes.ts';
import { functionNamed, resources, templates } from './template.ts';

const { example: template } = await templates();
const costed: Record<string, { memoryMb: number }> = functions;

it.each(Object.values(routes).map(({ name }) => name))(
  'the cost model has %s, with the memory that is deployed',
  (name) => {
    expect(costed[name]?.memoryMb).toBe(functionNamed(template, name).MemorySize);
  },
);

it('the cost model counts the secrets and keys that there are', () => {
  expect(Object.keys(resources(template, 'AWS::SecretsManager::Secret'))).toHaveLength(fixed.secrets);
  expect(Object.keys(resources(template, 'AWS::KMS::Key'))).toHaveLength(fixed.keys);
});
