import { expect, it } from '@jest/globals';
import { fixed, functions } from '../../operations/cost/assumptions.ts';
import { functionNamed, resources, synthesize } from './synthesize.ts';

const template = synthesize();

it('the cost model knows the memory of each function that answers a request', () => {
  const deployed = Object.values(resources(template, 'AWS::Lambda::Function'));
  for (const { Properties } of deployed) {
    const name = Object.keys(functions).find((known) =>
      Properties.FunctionName.endsWith(`-example-${known}`),
    );
    expect([Properties.FunctionName, name]).toEqual([Properties.FunctionName, expect.any(String)]);
    expect(functionNamed(template, name ?? '').MemorySize).toBe(
      functions[name as keyof typeof functions].memoryMb,
    );
  }
});

it('the cost model counts the secrets and keys that there are', () => {
  expect(Object.keys(resources(template, 'AWS::SecretsManager::Secret'))).toHaveLength(fixed.secrets);
  expect(Object.keys(resources(template, 'AWS::KMS::Key'))).toHaveLength(fixed.keys);
});
