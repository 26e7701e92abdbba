import { describe, expect, it } from '@jest/globals';
import { deployedFunctions } from '../../infra/deployed-functions.ts';
import { isOverBudget, measureBundles } from '../../infra/measure-bundles.ts';
import { synthesize } from '../../local/synth/synthesize.ts';

const { assemblyDir } = await synthesize({ stage: 'local' });

describe('the bundles', () => {
  const bundles = measureBundles(assemblyDir);

  it('are one a function, each with code in it', () => {
    expect(bundles.map(({ name }) => name).sort()).toEqual([...deployedFunctions].sort());
    for (const { kilobytes } of bundles) expect(kilobytes).toBeGreaterThan(1);
  });

  it('stay within their budgets', () => {
    expect(bundles.filter(isOverBudget)).toEqual([]);
  });

  it('have budgets that a bundle can exceed', () => {
    expect(isOverBudget({ name: 'token', kilobytes: 97.1, budget: 97 })).toBe(true);
    expect(isOverBudget({ name: 'token', kilobytes: 97, budget: 97 })).toBe(false);
  });
});
